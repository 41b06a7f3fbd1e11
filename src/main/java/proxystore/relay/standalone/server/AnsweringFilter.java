package proxystore.relay.standalone.server;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import proxystore.relay.endpoint.RequestHead;

/** The last filter of a listener, which answers every request. */
abstract class AnsweringFilter extends BaseFilter {
    @Override
    public final NextAction handleRead(FilterChainContext context) {
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getStopAction(); // the parser makes nothing else
        }
        UnfinishedRequests.complete(context.getConnection());
        return answer(context, PageAnswers.head(request), content);
    }

    /**
     * Answers a request whose head is complete.
     *
     * @param content what has arrived behind the head; it cannot be read if it is broken
     */
    abstract NextAction answer(FilterChainContext context, RequestHead head, HttpContent content);
}
