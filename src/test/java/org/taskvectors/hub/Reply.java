package org.taskvectors.hub;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The answer to one request, with its fault.
final class Reply {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");
    private static final int BLOCK = 64 << 10;

    private final HttpExchange exchange;
    private final SeenRequest request;
    private final Optional<Fault> fault;
    private final CountDownLatch closed;

    Reply(
            HttpExchange exchange,
            SeenRequest request,
            Optional<Fault> fault,
            CountDownLatch closed) {
        this.exchange = exchange;
        this.request = request;
        this.fault = fault;
        this.closed = closed;
    }

    boolean is(Fault.Kind kind) {
        return fault.filter(one -> one.kind() == kind).isPresent();
    }

    private long value() {
        return fault.map(Fault::value).orElse(0L);
    }

    String path() {
        return request.path();
    }

    boolean hasToken() {
        return request.authorization().isPresent();
    }

    boolean has(String token) {
        return request.authorization().filter(("Bearer " + token)::equals).isPresent();
    }

    Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getQuery();
        for (String pair : text == null ? new String[0] : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(
                    equals < 0 ? pair : pair.substring(0, equals),
                    equals < 0 ? "" : pair.substring(equals + 1));
        }
        return query;
    }

    void set(String header, String value) {
        exchange.getResponseHeaders().set(header, value);
    }

    /// Answers with what has nothing to do with what was asked for.
    boolean isAnsweredWrongly(URI elsewhere) throws IOException, InterruptedException {
        if (fault.isEmpty()) {
            return false;
        }
        switch (fault.get().kind()) {
            case SILENT -> closed.await(60, TimeUnit.SECONDS);
            case LATENCY -> {
                Thread.sleep(value());
                return false;
            }
            case ELSEWHERE -> redirect(elsewhere + "/stolen");
            case LOOP -> redirect(path());
            case THROTTLE -> {
                set("Retry-After", Long.toString(value()));
                error(429, "", "Too many requests");
            }
            case STATUS -> error((int) value(), "", "out of order");
            case HUGE_HEADER -> {
                set("X-Filler", "x".repeat((int) value()));
                json("{}");
            }
            case DRIP -> drip();
            case ECHO -> error((int) value(), "", "you sent " + request.authorization().orElse(""));
            case HUGE_JSON -> json("{\"sha\":\"" + " ".repeat((int) value()) + "\"}");
            default -> {
                return false;
            }
        }
        return true;
    }

    private void drip() throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = " ".repeat((int) Math.max(1, value() / 20)).getBytes(StandardCharsets.UTF_8);
        while (!closed.await(50, TimeUnit.MILLISECONDS)) {
            exchange.getResponseBody().write(block);
            exchange.getResponseBody().flush();
            request.sent().addAndGet(block.length);
        }
    }

    void redirect(String location) throws IOException {
        set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    void error(int status, String code, String message) throws IOException {
        if (!code.isEmpty()) {
            set("X-Error-Code", code);
        }
        if (!message.isEmpty()) {
            set("X-Error-Message", message);
        }
        byte[] text = ("{\"error\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8);
        set("Content-Type", "application/json");
        send(status, text);
    }

    void json(String text) throws IOException {
        set("Content-Type", "application/json; charset=utf-8");
        send(200, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(int status, byte[] text) throws IOException {
        if (request.method().equals("HEAD")) {
            set("Content-Length", Long.toString(text.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, text.length == 0 ? -1 : text.length);
        if (text.length > 0) {
            exchange.getResponseBody().write(text);
            request.sent().addAndGet(text.length);
        }
    }

    /// Answers with a file, or the part of it that is asked for.
    void file(Path path, long size, String tag) throws IOException, InterruptedException {
        String shown = is(Fault.Kind.TAG) ? "changed-" + tag.substring(8) : tag;
        if (exchange.getResponseHeaders().getFirst("ETag") == null) {
            set("ETag", "\"" + shown + "\"");
        }
        set("Accept-Ranges", "bytes");
        set("Content-Type", "application/octet-stream");
        Matcher range = RANGE.matcher(request.range().orElse(""));
        if (request.method().equals("HEAD")) {
            set("Content-Length", Long.toString(size));
            exchange.sendResponseHeaders(200, -1);
        } else if (range.matches() && !is(Fault.Kind.WHOLE)) {
            long from = Long.parseLong(range.group(1)) + (is(Fault.Kind.OTHER) ? value() : 0);
            long last =
                    range.group(2).isEmpty()
                            ? size - 1
                            : Math.min(size - 1, Long.parseLong(range.group(2)));
            if (is(Fault.Kind.FEWER)) {
                last = Math.min(last, from + value() - 1);
            }
            if (from >= size) {
                set("Content-Range", "bytes */" + size);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            long total = size + (is(Fault.Kind.TOTAL) ? value() : 0);
            set("Content-Range", "bytes " + from + "-" + last + "/" + total);
            exchange.sendResponseHeaders(206, last - from + 1);
            stream(path, from, last + 1);
        } else {
            exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
            stream(path, 0, size);
        }
    }

    private void stream(Path path, long from, long end) throws IOException, InterruptedException {
        OutputStream out = exchange.getResponseBody();
        long stop =
                is(Fault.Kind.CUT) || is(Fault.Kind.STALL) ? Math.min(end, from + value()) : end;
        byte[] block = new byte[is(Fault.Kind.SLOW) ? (int) Math.max(1, value() / 20) : BLOCK];
        try (FileChannel channel = FileChannel.open(path)) {
            for (long at = from; at < stop; ) {
                ByteBuffer buffer = ByteBuffer.wrap(block);
                buffer.limit((int) Math.min(block.length, stop - at));
                int got = channel.read(buffer, at);
                if (got < 0) {
                    break;
                }
                out.write(block, 0, got);
                at += got;
                request.sent().addAndGet(got);
                if (is(Fault.Kind.SLOW)) {
                    out.flush();
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        }
        out.flush();
        if (is(Fault.Kind.STALL)) {
            closed.await(60, TimeUnit.SECONDS);
        }
    }
}
