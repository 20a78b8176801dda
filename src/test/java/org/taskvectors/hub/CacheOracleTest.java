package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.hub.cache.CacheLayout;
import org.taskvectors.hub.cache.Fetch;
import org.taskvectors.hub.cache.FilesToFetch;
import org.taskvectors.hub.cache.HubRemote;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;

/// The cache that a fetch makes is the one that huggingface_hub 2.4.0 makes of the same repository,
/// file by file, link by link (`src/test/oracle/hub/make_golden.py`).
class CacheOracleTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/hub");
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    @TempDir Path cache;

    @Test
    void aFetchMakesTheSameCache() throws Exception {
        try (HubServer server = HubServer.start();
                HubClient client = new HubClient(Served.settings(server))) {
            server.serve("toy/model", GOLDEN.resolve("repositories/toy/model"));
            HubRemote remote =
                    new HubRemote(
                            client,
                            client.repository(Served.name("toy/model"), new Cancellation()));
            new Fetch(new CacheLayout(cache, "toy/model"), remote, "main", 2)
                    .run(
                            FilesToFetch.of(remote.files()).chosen(),
                            new Progress(),
                            new Cancellation());
        }

        // The marks of files that are not there are those that transformers leaves when it loads.
        assertThat(lines().stream().filter(line -> !line.contains("/.no_exist/")).toList())
                .isEqualTo(Files.readAllLines(GOLDEN.resolve("cache.txt")));
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(cache)) {
            for (Path file : files.filter(path -> !Files.isDirectory(path)).toList()) {
                lines.add(line(file));
            }
        }
        return lines.stream().sorted().toList();
    }

    private String line(Path file) throws IOException {
        String name = cache.relativize(file).toString();
        if (Files.isSymbolicLink(file)) {
            return name + " -> " + Files.readSymbolicLink(file);
        }
        if (name.contains("/trees/")) {
            return name
                    + " = "
                    + JSON.writeValueAsString(JSON.readValue(file.toFile(), TreeMap.class));
        }
        if (name.equals("CACHEDIR.TAG")) {
            return name + " = " + Files.readAllLines(file).getFirst();
        }
        return name.contains("/refs/")
                ? name + " = " + Files.readString(file)
                : name + " : " + Files.size(file);
    }
}
