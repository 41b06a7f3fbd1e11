package proxystore.relay.scenario;

import java.util.ArrayList;
import java.util.List;

/** One client of a {@link ChaosRun}: it follows its script and has one connection in use, and others that end. Owned by one thread. */
final class ChaosClient {
    /**
     * Bytes, so that a client that does not read fills the relay's outbox and not the kernel's buffers. A window far below a segment
     * of the loopback interface (64 KiB) may slow TCP down to some kilobytes a second, although the client reads.
     */
    private static final int RECEIVE_BUFFER = 65_536;

    private static final int PER_ADDRESS = 50;
    /** Of a message in fragments. */
    private static final int PIECES = 7;
    /** Steps without reading; in time far below the 20 s after which a relay cuts such a client. */
    private static final int MAX_SLOW_STEPS = 8;

    private final int number;
    private final ChaosScript script;
    private final Ledger ledger;
    /** Of each node; each connection goes to the next one. */
    private final List<RelayAddress> relays;
    /** The connections that have not ended; the one in use is the last. */
    private final List<ChaosLink> links = new ArrayList<>();
    /** Connections so far. */
    private int opened;
    /** Steps until all links read again. */
    private int slowSteps = MAX_SLOW_STEPS;

    ChaosClient(int number, ChaosScript script, Ledger ledger, List<RelayAddress> relays) {
        this.number = number;
        this.script = script;
        this.ledger = ledger;
        this.relays = relays;
    }

    /** Writes down what has arrived and takes the next step of the script. */
    void step() {
        drain();
        ChaosScript.ChaosStep step = script.next();
        if (step.act() == ChaosAct.READ || --slowSteps == 0) {
            slowSteps = MAX_SLOW_STEPS;
            links.forEach(ChaosLink::read);
        }
        if (step.act() == ChaosAct.WAIT) {
            return;
        }
        boolean opens = step.act() == ChaosAct.TAKE_OVER || step.act() == ChaosAct.STRAY;
        if (opens || links.isEmpty() || !current().isUsable()) {
            open(step);
        }
        act(step);
    }

    private void open(ChaosScript.ChaosStep step) {
        Handshake handshake = new Handshake(relays.get((number + opened++) % relays.size()))
                .from("127.0.4." + (1 + number / PER_ADDRESS));
        if (!script.isSteady()) {
            handshake.receiveBuffer(RECEIVE_BUFFER);
        }
        ChaosLink link = new ChaosLink(ledger, "client " + number, script.generation(), handshake.open(), step.claim());
        links.add(link);
        if (step.act() == ChaosAct.STRAY) {
            link.stray(step.peer());
        }
        link.register(step.claim());
    }

    private ChaosLink current() {
        return links.get(links.size() - 1);
    }

    private void act(ChaosScript.ChaosStep step) {
        ChaosLink link = current();
        switch (step.act()) {
            case SEND, BURST, FLOOD -> {
                for (int i = 0; i < step.count() && link.isUsable(); i++) {
                    link.send(step.peer(), step.size());
                }
            }
            case CRAWL -> link.crawl(step.peer());
            case FRAGMENT -> link.fragment(step.peer(), step.size(), PIECES);
            case REGISTER_AGAIN -> link.register(step.claim());
            case FREEZE -> link.freeze();
            case READ_SLOWLY -> link.readSlowly();
            case MALFORMED -> link.malformed();
            case BINARY -> link.binary();
            case TOO_LONG -> link.tooLong();
            case UNMASKED -> link.unmasked();
            case BAD_UTF8 -> link.badUtf8();
            case LEAVE -> link.leave(LedgerDeparture.CLOSE_FRAME);
            case HANG_UP -> link.leave(LedgerDeparture.END_OF_STREAM);
            case RESET -> link.leave(LedgerDeparture.RESET);
            case WAIT, TAKE_OVER, STRAY, READ -> {}
        }
    }

    /** Writes down what has arrived. */
    void drain() {
        links.forEach(ChaosLink::drain);
        links.removeIf(ChaosLink::isEnded);
    }

    /** The script is over: reads everything, and leaves or stays. */
    void finish() {
        links.forEach(ChaosLink::read);
        drain();
        LedgerDeparture departure = script.departure();
        if (!links.isEmpty()) {
            current().leave(departure);
        }
    }

    /** Ends all connections by close frames. */
    void leave() {
        links.forEach(link -> link.leave(LedgerDeparture.CLOSE_FRAME));
    }

    /** Ends all connections, whatever state they are in. */
    void abandon() {
        links.forEach(ChaosLink::abandon);
        links.clear();
    }
}
