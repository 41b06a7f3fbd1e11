package proxystore.relay.standalone.server;

import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.web.Pages;

/** Answers each request with a page, handshakes too: there are no WebSockets on this port. */
final class PageFilter extends AnsweringFilter {
    PageFilter(Pages pages, LastAnswer answers) {
        super(pages, answers);
    }

    @Override
    NextAction answer(FilterChainContext context, RequestHead head, HttpContent content) {
        return answerPage(context, head, content);
    }
}
