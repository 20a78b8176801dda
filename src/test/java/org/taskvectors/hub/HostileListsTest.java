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

    private static String file(String path, long size) {
        return "{\"type\":\"file\",\"path\":\""
                + path
                + "\",\"size\":"
                + size
                + ",\"oid\":\""
                + "0".repeat(40)
                + "\"}";
    }

    @Test
    void aFileLargerThanAnyIsRefusedByName() {
        server.add(file("huge.safetensors", (1L << 40) + 1));

        Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
        assertThat(failure.problem()).isEqualTo(HubProblem.TOO_LARGE);
        assertThat(failure.place()).startsWith("hf:org/name@").endsWith(":huge.safetensors");
        assertThat(failure).hasMessageContaining("1099511627777 bytes");
    }

    @Test
    void moreBytesThanCanBeCountedAreRefusedByName() {
        client.close();
        client =
                new HubClient(
                        Served.settings(server)
                                .withLimits(
                                        new HubLimits(
                                                Served.QUICK.patience(),
                                                1 << 20,
                                                2_000,
                                                200_000,
                                                Long.MAX_VALUE,
                                                20)));
        String[] entries = new String[1_000];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = file("f" + i, 9_999_999_999_999_999L);
        }
        server.add(entries);

        Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
        assertThat(failure.problem()).isEqualTo(HubProblem.TOO_LARGE);
        assertThat(failure.place()).startsWith("hf:org/name@").endsWith(":f922");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"type\":\"directory\",\"path\":\"d%d\"}",
                "{\"type\":\"file\",\"path\":\"d\\\\%d\",\"size\":1,\"oid\":\"OID\"}",
                "{\"type\":\"submodule\",\"path\":\"d%d\"}",
            })
    void whatIsNotKeptCountsToo(String entry) {
        String[] entries = new String[1_001];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = entry.replace("%d", Integer.toString(i)).replace("OID", "0".repeat(40));
        }
        server.add(entries);

        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.TOO_LARGE);
        server.page(100);
        assertThat(problemOf(() -> Served.repository(client))).isEqualTo(HubProblem.TOO_LARGE);
    }

    @Test
    void aFileThatIsListedAsAFolderTooIsRefused() {
        server.add("{\"type\":\"directory\",\"path\":\"config.json\"}");
        Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
        assertThat(failure).hasMessageContaining("“config.json” is a file and a folder");
    }

    @ParameterizedTest
    @CsvSource({"1000, 300, false", "1000, 300, true", "4, 40, false"})
    void namesAreBoundedTogether(int length, int count, boolean isLeftOut) throws Exception {
        String[] entries = new String[count];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = file((isLeftOut ? "x\\\\" : "") + "n".repeat(length - 4) + i, 1);
        }
        server.add(entries);

        if (length * count < 200_000) {
            assertThat(Served.repository(client).files()).hasSize(count + 3);
        } else {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
            assertThat(failure.problem()).isEqualTo(HubProblem.TOO_LARGE);
            assertThat(failure).hasMessageContaining("more than 200000 letters together");
        }
    }

    @Test
    void deepFoldersCountAsWhatTheyTakeInMemory() {
        server.add(file("a/".repeat(450) + "b", 1));

        Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
        assertThat(failure.problem()).isEqualTo(HubProblem.TOO_LARGE);
        assertThat(failure).hasMessageContaining("letters together");
    }

    @Test
    void namesThatNoAddressCanHaveAreLeftOut() throws Exception {
        server.add(file("half\\ud800.json", 1), file("whole\\ud83d\\ude00.json", 1));

        HubRepository repository = Served.repository(client);
        assertThat(repository.leftOut()).containsExactly("half\ud800.json");
        assertThat(repository.file("whole\ud83d\ude00.json")).isPresent();
    }
}
