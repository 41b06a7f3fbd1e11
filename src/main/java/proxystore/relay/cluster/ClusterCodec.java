package proxystore.relay.cluster;

import java.util.List;
import java.util.UUID;
import proxystore.relay.cluster.ClusterMessage.Assertion;
import proxystore.relay.cluster.ClusterMessage.ClockReading;
import proxystore.relay.cluster.ClusterMessage.ForwardAnswer;
import proxystore.relay.cluster.ClusterMessage.Forwarded;
import proxystore.relay.cluster.ClusterMessage.Query;
import proxystore.relay.cluster.ClusterMessage.QueryAnswer;
import proxystore.relay.cluster.ClusterMessage.QueryVerdict;
import proxystore.relay.cluster.ClusterMessage.Returned;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.routing.Delivery;

/**
 * Reads and writes what nodes send each other, see {@link FieldWriter} for the layout. A field that this version does not know
 * is skipped, so that later versions may add some. Stateless.
 */
final class ClusterCodec {
    /** The oldest version of this codec that can read what this one writes. */
    static final int VERSION = 1;

    /** The largest number of bytes of a user's id. */
    static final int MAX_USER_BYTES = 65_536;

    static final int MAX_NODE_BYTES = 256;
    static final int MAX_REASON_BYTES = 4096;

    static final int QUERY = 1;
    static final int QUERY_ANSWER = 2;
    static final int ASSERTION = 3;
    static final int FORWARDED = 4;
    static final int FORWARD_ANSWER = 5;
    static final int RETURNED = 6;
    static final int CLOCK = 7;

    static final int UUID_FIELD = 1;
    static final int USER_FIELD = 2;
    static final int STAMP_FIELD = 3;
    static final int NODE_FIELD = 4;
    static final int TEXT_FIELD = 5;
    static final int REASON_FIELD = 6;
    static final int OUTCOME_FIELD = 7;
    static final int ASKS_FIELD = 8;

    /** By the numbers that messages have. */
    private static final List<QueryVerdict> VERDICTS =
            List.of(QueryVerdict.FREE, QueryVerdict.OLDER, QueryVerdict.NEWER, QueryVerdict.OTHER_USER);

    /** By the numbers that messages have. */
    private static final List<Delivery.Outcome> OUTCOMES = List.of(
            Delivery.Outcome.FORWARDED,
            Delivery.Outcome.UNKNOWN,
            Delivery.Outcome.OTHER_USER,
            Delivery.Outcome.REFUSED,
            Delivery.Outcome.UNCERTAIN);

    private static final MessageEncoder ENCODER = new MessageEncoder();

    private ClusterCodec() {}

    static byte[] encode(ClusterMessage message) {
        return fields(message).toBytes();
    }

    private static FieldWriter fields(ClusterMessage message) {
        if (message instanceof Forwarded forwarded) {
            EncodedMessage text = ENCODER.toEncoded(forwarded.message());
            return stake(FORWARDED, forwarded.sender(), text.bytes()).text(TEXT_FIELD, text);
        }
        if (message instanceof ForwardAnswer answer) {
            return new FieldWriter(FORWARD_ANSWER)
                    .number(OUTCOME_FIELD, OUTCOMES.indexOf(answer.delivery().outcome()))
                    .string(REASON_FIELD, answer.delivery().reason(), MAX_REASON_BYTES);
        }
        if (message instanceof Returned returned) {
            EncodedMessage text = ENCODER.toEncoded(returned.message());
            return new FieldWriter(RETURNED, text.bytes())
                    .uuid(UUID_FIELD, returned.sender())
                    .number(STAMP_FIELD, returned.stamp())
                    .string(REASON_FIELD, returned.reason(), MAX_REASON_BYTES)
                    .text(TEXT_FIELD, text);
        }
        if (message instanceof Query query) {
            return stake(QUERY, query.stake(), 0);
        }
        if (message instanceof QueryAnswer answer) {
            return new FieldWriter(QUERY_ANSWER)
                    .number(OUTCOME_FIELD, VERDICTS.indexOf(answer.verdict()))
                    .number(STAMP_FIELD, answer.stamp());
        }
        if (message instanceof Assertion assertion) {
            return stake(ASSERTION, assertion.stake(), 0);
        }
        ClockReading clock = (ClockReading) message;
        return new FieldWriter(CLOCK)
                .number(STAMP_FIELD, clock.stamp())
                .string(NODE_FIELD, clock.node(), MAX_NODE_BYTES)
                .number(ASKS_FIELD, clock.asks() ? 1 : 0);
    }

    private static FieldWriter stake(int type, Stake stake, int textBytes) {
        return new FieldWriter(type, textBytes)
                .uuid(UUID_FIELD, stake.uuid())
                .string(USER_FIELD, stake.user(), MAX_USER_BYTES)
                .number(STAMP_FIELD, stake.stamp())
                .string(NODE_FIELD, stake.node(), MAX_NODE_BYTES);
    }

    /**
     * Reads a message.
     *
     * @throws MalformedClusterMessageException if it is none, or one of a version that this one cannot read
     */
    static ClusterMessage decode(byte[] data) throws MalformedClusterMessageException {
        FieldReader fields = new FieldReader(data);
        return switch (fields.type()) {
            case QUERY -> new Query(stake(fields));
            case QUERY_ANSWER -> new QueryAnswer(choice(fields, VERDICTS), stamp(fields));
            case ASSERTION -> new Assertion(stake(fields));
            case FORWARDED -> new Forwarded(stake(fields), peerConnection(fields));
            case FORWARD_ANSWER ->
                new ForwardAnswer(
                        new Delivery(choice(fields, OUTCOMES), fields.string(REASON_FIELD, MAX_REASON_BYTES)));
            case RETURNED ->
                new Returned(
                        fields.uuid(UUID_FIELD),
                        stamp(fields),
                        peerConnection(fields),
                        fields.string(REASON_FIELD, MAX_REASON_BYTES));
            case CLOCK ->
                new ClockReading(
                        stamp(fields), fields.string(NODE_FIELD, MAX_NODE_BYTES), fields.number(ASKS_FIELD) == 1);
            default -> throw new MalformedClusterMessageException("unknown type " + fields.type());
        };
    }

    private static Stake stake(FieldReader fields) throws MalformedClusterMessageException {
        UUID uuid = fields.uuid(UUID_FIELD);
        String user = fields.string(USER_FIELD, MAX_USER_BYTES);
        String node = fields.string(NODE_FIELD, MAX_NODE_BYTES);
        if (!node.chars().allMatch(ClusterCodec::isNodeCharacter) || node.isEmpty()) {
            throw new MalformedClusterMessageException("a node's name that is none");
        }
        return new Stake(uuid, user, stamp(fields), node);
    }

    /** A node's name is one token of a subject. */
    private static boolean isNodeCharacter(int c) {
        return c > ' ' && c < 0x7f && c != '.' && c != '*' && c != '>';
    }

    private static long stamp(FieldReader fields) throws MalformedClusterMessageException {
        long stamp = fields.number(STAMP_FIELD);
        if (stamp < 0) {
            throw new MalformedClusterMessageException("a negative stamp");
        }
        return stamp;
    }

    private static <E> E choice(FieldReader fields, List<E> values) throws MalformedClusterMessageException {
        long index = fields.number(OUTCOME_FIELD);
        if (index < 0 || index >= values.size()) {
            throw new MalformedClusterMessageException("an unknown outcome");
        }
        return values.get((int) index);
    }

    private static PeerConnection peerConnection(FieldReader fields) throws MalformedClusterMessageException {
        return MessageDecoder.peerConnection(fields.text(TEXT_FIELD))
                .orElseThrow(() -> new MalformedClusterMessageException("no message of a client"));
    }
}
