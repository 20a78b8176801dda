package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// What is said of answers that are no success.
class RefusalsTest {
    private static final String LARGE = "model.safetensors";

    @TempDir private Path folder;
    private HubServer server;
    private HubClient client;

    @BeforeEach
    void serve() throws IOException {
        Files.write(folder.resolve(LARGE), new byte[1_000]);
        server = HubServer.start();
        server.serve(Served.NAME, folder);
        client = new HubClient(Served.settings(server));
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "204, DAMAGED, 'answered 204, which is no answer'",
        "304, DAMAGED, 'answered 304, which is no answer'",
        "402, NO_ACCESS, wants to be paid (402)",
        "407, UNREACHABLE, 'the proxy asks for a login (407). This program cannot log in'",
        "409, DAMAGED, refuses the request (409)",
        "451, NO_ACCESS, for legal reasons (451)",
        "500, SERVER, failed (500)",
        "502, SERVER, gets no answer from a server behind it (502)",
        "503, SERVER, 'is overloaded, or closed for a while (503)'",
        "600, DAMAGED, 'answered 600, which is no status of HTTP'",
        "999, DAMAGED, 'answered 999, which is no status of HTTP'",
    })
    void everyStatusHasItsSentence(int status, HubProblem problem, String words) {
        server.fault(Fault.Kind.STATUS, "/api/", 1_000, status);
        Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));

        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure).hasMessageContaining(words);
        assertThat(server.seen()).hasSize(problem == HubProblem.SERVER ? 4 : 1);
    }

    @Test
    void aServerThatHoldsFilesMayStandBehindAProxyThatAsksForALogin() throws Exception {
        HubFile file = Served.file(client, LARGE);
        server.fault(Fault.Kind.STATUS, "/lfs/", 1, 407);

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> client.read(file, 0, 10, new Cancellation()));
        assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
        assertThat(failure).hasMessageContaining("the proxy asks for a login (407)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7 | 7",
                "0 | 0",
                "-5 | ",
                "soon | ",
                "Thu, 01 Jan 1970 00:00:00 GMT | ",
            })
    void aTimeThatIsOverSaysNothingOfHowLongToWait(String header, Long seconds) {
        HttpHeaders headers =
                HttpHeaders.of(Map.of("Retry-After", List.of(header)), (_, _) -> true);
        assertThat(Refusals.pause(headers))
                .isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
    }
}
