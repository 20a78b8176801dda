package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;

/// Lists of files of servers that mean no good.
class HostileListsTest {
    @TempDir Path folder;
    private HubServer server;
    private HubClient client;

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        Files.writeString(folder.resolve("a.json"), "{}");
        Files.writeString(folder.resolve("b.json"), "{}");
        server = HubServer.start();
        server.serve(Served.NAME, folder);
        client = new HubClient(Served.settings(server));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private HubProblem problemOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return (HubProblem) catchThrowableOfType(Failure.class, call).problem();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HUGE_JSON | 2000000 | TOO_LARGE",
                "HUGE_HEADER | 1000000 | DAMAGED",
                "CYCLE | 0 | DAMAGED",
                "AWAY | 0 | DAMAGED",
                "LOOP | 0 | DAMAGED",
                "STATUS | 400 | DAMAGED",
            })
    void aHostileListIsRefused(Fault.Kind kind, long value, HubProblem problem) {
        server.fault(kind, "/api/", 1_000, value);

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(problem);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"type\":\"file\",\"path\":\"../a\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"a/../../b\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"/etc/passwd\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"..\\\\b\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"config.json\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"config.json/a\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":-1,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":1e3,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":99999999999999999999,\"oid\":\"OID\"}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"../x\"}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"OID\",\"lfs\":{\"oid\":\"x\",\"size\":1}}",
                "{\"type\":\"file\",\"path\":\"a\",\"size\":1,\"oid\":\"OID\",\"lfs\":{\"oid\":\"SHA\",\"size\":2}}",
                "{\"path\":\"a\"}",
                "[]",
                "{",
            })
    void aListWithAHostileEntryIsRefused(String entry) {
        server.add(entry.replace("OID", "0".repeat(40)).replace("SHA", "0".repeat(64)));

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.DAMAGED);
    }

    @Test
    void moreFilesThanAnyModelHasAreRefused() {
        String[] entries = new String[1_001];
        for (int i = 0; i < entries.length; i++) {
            entries[i] =
                    "{\"type\":\"file\",\"path\":\"f"
                            + i
                            + "\",\"size\":1,\"oid\":\""
                            + "0".repeat(40)
                            + "\"}";
        }
        server.add(entries);

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.TOO_LARGE);
        server.page(10);
        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.TOO_LARGE);
    }

    @Test
    void filesThatNotEverySystemHasAreLeftOutAndNamed() throws Exception {
        server.add(
                "{\"type\":\"file\",\"path\":\"a\\\\b\",\"size\":1,\"oid\":\""
                        + "0".repeat(40)
                        + "\"}");

        HubRepository repository = Served.repository(client);
        assertThat(repository.leftOut()).containsExactly("a\\b");
        assertThat(repository.files()).hasSize(3);
    }
}
