package proxystore.relay.standalone.server;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import proxystore.relay.web.Pages;

/** Answers each request with a page, handshakes too: there are no WebSockets on this port. */
final class PageFilter extends BaseFilter {
    private final Pages pages;
    private final LastAnswer answers;

    PageFilter(Pages pages, LastAnswer answers) {
        this.pages = pages;
        this.answers = answers;
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getStopAction(); // the parser makes nothing else
        }
        UnfinishedRequests.complete(context.getConnection());
        return PageAnswers.answer(context, PageAnswers.head(request), pages, answers);
    }
}
