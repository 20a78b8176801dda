package org.taskvectors.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A hub on this machine alone: folders as repositories in the hub's forms, with large files on a
/// second server, and with faults on order. By hand: `HubServer --root FOLDER --port P [--fault
/// KIND:PART:TIMES:VALUE]…`, where `FOLDER/org/name` are repositories.
final class HubServer implements AutoCloseable {
    private static final Pattern API =
            Pattern.compile("/api/models/(.+?)(?:/(revision|tree)/([^/]+)(/.*)?)?");
    private static final Pattern RESOLVE = Pattern.compile("/(.+?)/resolve/([^/]+)/(.+)");
    private static final Pattern LFS = Pattern.compile("/lfs/([0-9a-f]{64})/(\\d+)");

    private final HttpServer hub;
    private volatile HttpServer cdn;
    private final HttpServer elsewhere;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, ServedRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> branches = new ConcurrentHashMap<>();
    private final Map<String, String> gated = new ConcurrentHashMap<>();
    private final Map<String, String> hidden = new ConcurrentHashMap<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final List<SeenRequest> seen = new CopyOnWriteArrayList<>();
    private final Set<String> signatures = ConcurrentHashMap.newKeySet();
    private final AtomicInteger signature = new AtomicInteger();
    private volatile int pageSize = 1_000;
    private volatile List<String> extraEntries = List.of();

    HubServer(int port) throws IOException {
        hub = server(port, "hub");
        cdn = server(0, "cdn");
        elsewhere = server(0, "elsewhere");
    }

    static HubServer start() throws IOException {
        return new HubServer(0);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Path.of(".");
        int port = 0;
        List<Fault> ordered = new ArrayList<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--root" -> root = Path.of(arguments[i + 1]);
                case "--port" -> port = Integer.parseInt(arguments[i + 1]);
                case "--fault" -> ordered.add(Fault.parse(arguments[i + 1]));
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        HubServer server = new HubServer(port);
        try (Stream<Path> organisations = Files.list(root)) {
            for (Path organisation : organisations.filter(Files::isDirectory).toList()) {
                try (Stream<Path> names = Files.list(organisation)) {
                    for (Path name : names.filter(Files::isDirectory).toList()) {
                        server.serve(organisation.getFileName() + "/" + name.getFileName(), name);
                    }
                }
            }
        }
        server.faults.addAll(ordered);
        System.out.println(server.endpoint());
        server.closed.await();
    }

    /// Serves a folder as it is now; what was served under that name before is gone.
    ServedRepository serve(String name, Path folder) throws IOException {
        ServedRepository repository = ServedRepository.of(name, folder);
        repositories.put(name, repository);
        return repository;
    }

    void branch(String repository, String branch) {
        branches.computeIfAbsent(repository, _ -> new ConcurrentHashMap<>())
                .put(branch, repositories.get(repository).commit());
    }

    /// Lets only a token read its files; everyone sees that it is there.
    void gate(String repository, String token) {
        gated.put(repository, token);
    }

    /// Lets only a token see that it is there.
    void hide(String repository, String token) {
        hidden.put(repository, token);
    }

    void fault(Fault.Kind kind, String part, int times, long value) {
        faults.add(Fault.of(kind, part, times, value));
    }

    void page(int entries) {
        pageSize = entries;
    }

    /// Adds entries to every list of files, as JSON.
    void add(String... entries) {
        extraEntries = List.of(entries);
    }

    /// What was signed up to now serves no more.
    void expire() {
        signatures.clear();
    }

    /// Large files lie on another server from now on; nothing answers where they lay.
    void moveLargeFiles() throws IOException {
        HttpServer before = cdn;
        cdn = server(0, "cdn");
        before.stop(0);
    }

    List<SeenRequest> seen() {
        return List.copyOf(seen);
    }

    void forget() {
        seen.clear();
    }

    long sent() {
        return seen.stream().mapToLong(one -> one.sent().get()).sum();
    }

    URI endpoint() {
        return address(hub);
    }

    private static URI address(HttpServer server) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private HttpServer server(int port, String name) throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        answer(exchange, name);
                    } catch (IOException e) {
                        // The other side went away.
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        return server;
    }

    private void answer(HttpExchange exchange, String server)
            throws IOException, InterruptedException {
        String path = exchange.getRequestURI().getRawPath();
        SeenRequest request =
                new SeenRequest(
                        server,
                        exchange.getRequestMethod(),
                        path,
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")),
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                        new AtomicLong());
        seen.add(request);
        Optional<Fault> fault = faults.stream().filter(one -> one.takes(path)).findFirst();
        Reply reply = new Reply(exchange, request, fault, closed);
        if (reply.isAnsweredWrongly(address(elsewhere))) {
            return;
        }
        Matcher lfs = LFS.matcher(path);
        Matcher resolve = RESOLVE.matcher(path);
        Matcher api = API.matcher(path);
        if (!server.equals("hub")) {
            if (!lfs.matches() || !signatures.contains(lfs.group(2))) {
                reply.error(403, "", "the signature has expired");
            } else {
                sendLarge(reply, lfs.group(1));
            }
        } else if (api.matches()) {
            describe(reply, api);
        } else if (resolve.matches()) {
            resolve(reply, resolve);
        } else {
            reply.error(404, "", "");
        }
    }

    private void sendLarge(Reply reply, String sha256) throws IOException, InterruptedException {
        for (ServedRepository repository : repositories.values()) {
            for (ServedRepository.ServedFile file : repository.files().values()) {
                if (file.sha256().filter(sha256::equals).isPresent()) {
                    reply.file(file.file(), file.size(), "cdn-" + sha256.substring(0, 16));
                    return;
                }
            }
        }
        reply.error(404, "", "");
    }

    private Optional<ServedRepository> allowed(Reply reply, String name, boolean isFile)
            throws IOException {
        ServedRepository repository = repositories.get(name);
        String token = hidden.get(name);
        if (repository == null || (token != null && !reply.has(token))) {
            reply.error(reply.hasToken() ? 404 : 401, "RepoNotFound", "Repository not found");
            return Optional.empty();
        }
        String terms = gated.get(name);
        if (isFile && terms != null && !reply.has(terms)) {
            reply.error(
                    reply.hasToken() ? 403 : 401,
                    "GatedRepo",
                    "Access to model " + name + " is restricted.");
            return Optional.empty();
        }
        return Optional.of(repository);
    }

    private boolean isRevision(ServedRepository repository, String revision) {
        return revision.equals("main")
                || revision.equals(repository.commit())
                || branches.getOrDefault(repository.name(), Map.of()).containsKey(revision);
    }

    private void describe(Reply reply, Matcher api) throws IOException {
        Optional<ServedRepository> found = allowed(reply, api.group(1), false);
        if (found.isEmpty()) {
            return;
        }
        ServedRepository repository = found.get();
        String revision = api.group(3) == null ? "main" : decoded(api.group(3));
        if (!isRevision(repository, revision)) {
            reply.error(404, "RevisionNotFound", "Invalid rev id: " + revision);
        } else if ("tree".equals(api.group(2))) {
            String below = api.group(4) == null ? "" : decoded(api.group(4).substring(1)) + "/";
            tree(reply, repository, below);
        } else {
            reply.json(information(repository));
        }
    }

    private static String information(ServedRepository repository) {
        List<String> siblings =
                repository.files().keySet().stream()
                        .map(path -> "{\"rfilename\":" + quoted(path) + "}")
                        .toList();
        return "{\"_id\":\"0\",\"id\":"
                + quoted(repository.name())
                + ",\"modelId\":"
                + quoted(repository.name())
                + ",\"private\":false,\"gated\":false,\"disabled\":false,\"downloads\":0,"
                + "\"likes\":0,\"tags\":[\"safetensors\"],\"sha\":"
                + quoted(repository.commit())
                + ",\"siblings\":["
                + String.join(",", siblings)
                + "]}";
    }

    private void tree(Reply reply, ServedRepository repository, String below) throws IOException {
        Map<String, String> query = reply.query();
        boolean isRecursive = "true".equalsIgnoreCase(query.getOrDefault("recursive", "false"));
        List<String> entries = new ArrayList<>(extraEntries);
        Set<String> folders = new LinkedHashSet<>();
        repository
                .files()
                .forEach(
                        (path, file) -> {
                            if (!path.startsWith(below)) {
                                return;
                            }
                            int slash = path.indexOf('/', below.length());
                            for (; slash >= 0; slash = path.indexOf('/', slash + 1)) {
                                String folder = path.substring(0, slash);
                                if (folders.add(folder)) {
                                    entries.add(
                                            "{\"type\":\"directory\",\"oid\":\""
                                                    + "0".repeat(40)
                                                    + "\",\"size\":0,\"path\":"
                                                    + quoted(folder)
                                                    + "}");
                                }
                                if (!isRecursive) {
                                    return;
                                }
                            }
                            entries.add(entry(path, file));
                        });
        int from = Integer.parseInt(query.getOrDefault("cursor", "0"));
        int to = Math.min(entries.size(), from + pageSize);
        if (reply.is(Fault.Kind.CYCLE) || reply.is(Fault.Kind.AWAY) || to < entries.size()) {
            URI base = reply.is(Fault.Kind.AWAY) ? address(elsewhere) : endpoint();
            int next = reply.is(Fault.Kind.CYCLE) ? from : to;
            reply.set(
                    "Link",
                    "<"
                            + base
                            + reply.path()
                            + "?recursive="
                            + isRecursive
                            + "&cursor="
                            + next
                            + ">; rel=\"next\"");
        }
        reply.json("[" + String.join(",", entries.subList(Math.min(from, to), to)) + "]");
    }

    private static String entry(String path, ServedRepository.ServedFile file) {
        return "{\"type\":\"file\",\"oid\":"
                + quoted(file.oid())
                + ",\"size\":"
                + file.size()
                + file.sha256()
                        .map(
                                sha256 ->
                                        ",\"lfs\":{\"oid\":"
                                                + quoted(sha256)
                                                + ",\"size\":"
                                                + file.size()
                                                + ",\"pointerSize\":"
                                                + file.pointer()
                                                + "}")
                        .orElse("")
                + ",\"path\":"
                + quoted(path)
                + "}";
    }

    private void resolve(Reply reply, Matcher matcher) throws IOException, InterruptedException {
        Optional<ServedRepository> found = allowed(reply, matcher.group(1), true);
        if (found.isEmpty()) {
            return;
        }
        ServedRepository repository = found.get();
        String revision = decoded(matcher.group(2));
        if (!isRevision(repository, revision)) {
            reply.error(404, "RevisionNotFound", "Invalid rev id: " + revision);
            return;
        }
        ServedRepository.ServedFile file = repository.files().get(decoded(matcher.group(3)));
        if (file == null) {
            reply.set("X-Repo-Commit", repository.commit());
            reply.error(404, "EntryNotFound", "Entry not found");
            return;
        }
        reply.set("X-Repo-Commit", repository.commit());
        if (file.sha256().isEmpty()) {
            reply.file(file.file(), file.size(), file.oid());
            return;
        }
        String tag = reply.is(Fault.Kind.LINKED_TAG) ? "f".repeat(64) : file.sha256().get();
        reply.set("X-Linked-Size", Long.toString(file.size()));
        reply.set("X-Linked-ETag", "\"" + tag + "\"");
        reply.set("ETag", "\"" + tag + "\"");
        reply.set("Accept-Ranges", "bytes");
        String signed = Integer.toString(signature.incrementAndGet());
        signatures.add(signed);
        reply.redirect(address(cdn) + "/lfs/" + file.sha256().get() + "/" + signed);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public void close() {
        closed.countDown();
        for (HttpServer server : List.of(hub, cdn, elsewhere)) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
