package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import proxystore.relay.endpoint.RequestHead;
import proxystore.relay.web.Page;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

/** Answers the requests of Grizzly's filters with pages. A page that takes work is sent by the thread that has made it. */
final class PageAnswers {
    private static final Logger LOGGER = System.getLogger(PageAnswers.class.getName());

    private PageAnswers() {}

    /** Answers a request that is no handshake, now or when its page has been made. */
    static NextAction answer(FilterChainContext context, PageRequest request, Pages pages, LastAnswer answers) {
        RequestHead head = request.head();
        CompletionStage<Page> page = pages.answer(request);
        if (page.toCompletableFuture().isDone()) {
            return answer(context, head, page.toCompletableFuture().join(), answers);
        }
        ConnectionStage.ANSWERED.set(context.getConnection()); // what still arrives is discarded
        FilterChainContext later = context.copy(); // Grizzly reuses the context once this read has ended
        reads(context.getConnection(), false); // the end of the client's half would close the connection
        page.thenAccept(made -> {
            answers.send(later, bytes(head, made));
            reads(later.getConnection(), true);
        });
        return context.getStopAction();
    }

    private static void reads(Connection<?> connection, boolean reading) {
        try {
            if (reading) {
                connection.enableIOEvent(IOEvent.READ);
            } else {
                connection.disableIOEvent(IOEvent.READ);
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> connection + " has ended before its answer: " + e);
        }
    }

    /** Answers a request with this page. */
    static NextAction answer(FilterChainContext context, RequestHead head, Page page, LastAnswer answers) {
        answers.send(context, bytes(head, page));
        return context.getStopAction();
    }

    private static byte[] bytes(RequestHead head, Page page) {
        return HttpAnswer.bytes(page, !head.line().method().equals("HEAD"));
    }

    /** A request with its query, and its body if the pages take it. */
    static PageRequest request(RequestHead head, HttpContent content, Pages pages) {
        String query = ((HttpRequestPacket) content.getHttpHeader()).getQueryString();
        String body = pages.takesBody(head) ? content.getContent().toStringContent(StandardCharsets.UTF_8) : "";
        return PageRequest.withoutUser(head, Objects.requireNonNullElse(query, ""), body);
    }

    /** The head of a request. */
    static RequestHead head(HttpRequestPacket request) {
        return new RequestHead(
                new RequestHead.RequestLine(
                        request.getMethod().getMethodString(),
                        "",
                        request.getRequestURI(),
                        request.getProtocolString()),
                request.isSecure(),
                request.getRemoteAddress(),
                request.getRemotePort(),
                name -> values(request, name));
    }

    /** The values of a header, in the order of their arrival; empty if there is none. */
    private static List<String> values(HttpRequestPacket request, String header) {
        List<String> values = new ArrayList<>();
        request.getHeaders().values(header).forEach(values::add);
        return values;
    }
}
