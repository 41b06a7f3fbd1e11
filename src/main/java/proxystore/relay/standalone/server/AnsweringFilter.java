package proxystore.relay.standalone.server;

import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.web.Page;
import proxystore.relay.web.Pages;

/** The last filter of a listener, which answers every request. */
abstract class AnsweringFilter extends BaseFilter {
    private final Pages pages;
    private final LastAnswer answers;

    AnsweringFilter(Pages pages, LastAnswer answers) {
        this.pages = pages;
        this.answers = answers;
    }

    @Override
    public final NextAction handleRead(FilterChainContext context) {
        HttpContent content = context.getMessage();
        if (!(content.getHttpHeader() instanceof HttpRequestPacket request)) {
            return context.getStopAction(); // the parser makes nothing else
        }
        RequestHead head = PageAnswers.head(request);
        if (!content.isLast() && pages.takesBody(head)) {
            return context.getStopAction(content); // the next part is appended to it
        }
        UnfinishedRequests.complete(context.getConnection());
        return answer(context, head, content);
    }

    /** Answers a request that is no handshake with its page. */
    final NextAction answerPage(FilterChainContext context, RequestHead head, HttpContent content) {
        return PageAnswers.answer(context, PageAnswers.request(head, content, pages), pages, answers);
    }

    /** Answers a request with this page. */
    final NextAction answerPage(FilterChainContext context, RequestHead head, Page page) {
        return PageAnswers.answer(context, head, page, answers);
    }

    /**
     * Answers a request whose head is complete, and its body if {@link Pages#takesBody}.
     *
     * @param content what has arrived behind the head; it cannot be read if it is broken
     */
    abstract NextAction answer(FilterChainContext context, RequestHead head, HttpContent content);
}
