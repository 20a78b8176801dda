package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;

/// A hub behind a proxy, as the environment names it. No machine has the hub's name, so that what
/// goes around the proxy arrives nowhere.
@Timeout(60)
class HubProxyTest {
    private static final String TOKEN = "hf_QxZpLmVnRtYwKsJdHgFaBcEuIoNt";
    private static final String HTTP = "http://hub.invalid";
    private static final String HTTPS = "https://hub.invalid";

    @TempDir private Path folder;
    private HubServer server;

    @BeforeEach
    void serve() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), "{\"a\":1}");
        server = HubServer.start();
        server.serve(Served.NAME, model);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private LoopbackProxy proxy(LoopbackProxy.Manner manner) throws IOException {
        return new LoopbackProxy(manner, server.endpoint().getPort());
    }

    private HubClient client(String endpoint, String proxy, String direct) throws Failure {
        HubSettings read =
                new HubEnvironment(
                                Map.of(
                                        "HF_ENDPOINT", endpoint,
                                        "HF_TOKEN", TOKEN,
                                        "HTTP_PROXY", proxy,
                                        "HTTPS_PROXY", proxy,
                                        "NO_PROXY", direct),
                                folder)
                        .settings();
        return new HubClient(read.withLimits(Served.QUICK));
    }

    private Failure failureOf(String endpoint, LoopbackProxy proxy, String direct)
            throws Exception {
        try (HubClient client = client(endpoint, proxy.address(), direct)) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));
            assertThat(failure.getMessage()).doesNotContain(TOKEN);
            assertThat(proxy.seen()).doesNotContain(TOKEN).doesNotContain("Bearer");
            return failure;
        }
    }

    @Test
    void aHubIsReadThroughAProxyWithoutTheTokenInClear() throws Exception {
        try (LoopbackProxy proxy = proxy(LoopbackProxy.Manner.PASS);
                HubClient client = client(HTTP, proxy.address(), "")) {
            HubFile file = Served.file(client, "config.json");
            assertThat(client.read(file, 0, 7, new Cancellation()))
                    .isEqualTo(Files.readAllBytes(folder.resolve("model/config.json")));

            assertThat(proxy.heads())
                    .hasSize(3)
                    .allMatch(head -> head.startsWith("GET http://hub.invalid/"));
            assertThat(proxy.seen()).doesNotContain(TOKEN).doesNotContainIgnoringCase("Authoriz");
        }
    }

    @Test
    void whatIsSentByTlsIsHiddenFromTheProxy() throws Exception {
        try (SelfSigned hub = SelfSigned.start(folder.resolve("keys"), "dns:hub.invalid", "");
                LoopbackProxy proxy = new LoopbackProxy(LoopbackProxy.Manner.PASS, hub.port())) {
            Failure failure = failureOf(HTTPS, proxy, "");

            // The proxy leads to a server that is not the hub: it is not told the token.
            assertThat(failure.problem()).isEqualTo(HubProblem.TLS);
            assertThat(failure).hasMessageContaining("hub.invalid behind the proxy 127.0.0.1");
            assertThat(hub.asked()).hasValue(0);
            assertThat(proxy.heads())
                    .isNotEmpty()
                    .allMatch(head -> head.startsWith("CONNECT hub.invalid:443 "));
            assertThat(proxy.seen()).doesNotContainIgnoringCase("Authoriz");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTP, HTTPS})
    void aProxyThatAsksForALoginSaysSoOnce(String endpoint) throws Exception {
        try (LoopbackProxy proxy = proxy(LoopbackProxy.Manner.LOGIN)) {
            Failure failure = failureOf(endpoint, proxy, "");

            assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("the proxy asks for a login (407)")
                    .hasMessageContaining("NO_PROXY");
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @Test
    void aProxyThatForbidsItIsToldApartFromAHubThatDoes() throws Exception {
        try (LoopbackProxy proxy = proxy(LoopbackProxy.Manner.FORBID)) {
            Failure failure = failureOf(HTTPS, proxy, "");

            assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
            assertThat(failure).hasMessageContaining("not let through by the proxy");
            assertThat(failure).hasMessageContaining("403");
            assertThat(proxy.heads()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTP, HTTPS})
    void aProxyThatIsNotThereIsNamed(String endpoint) throws Exception {
        LoopbackProxy proxy = proxy(LoopbackProxy.Manner.PASS);
        proxy.close();

        Failure failure = failureOf(endpoint, proxy, "");
        assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
        assertThat(failure)
                .hasMessageContaining("hub.invalid behind the proxy 127.0.0.1 cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.invalid", ".invalid", "a.example, *.invalid", "*"})
    void whatIsExceptedGoesAroundIt(String direct) throws Exception {
        try (LoopbackProxy proxy = proxy(LoopbackProxy.Manner.PASS)) {
            Failure failure = failureOf(HTTPS, proxy, direct);

            assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
            assertThat(failure.what()).doesNotContain("proxy");
            assertThat(proxy.heads()).isEmpty();
        }
    }

    @Test
    void thisMachineIsReachedWithoutOne() throws Exception {
        try (LoopbackProxy proxy = proxy(LoopbackProxy.Manner.PASS);
                HubClient client = client(server.endpoint().toString(), proxy.address(), "")) {
            assertThat(Served.repository(client).files()).hasSize(1);
            assertThat(proxy.heads()).isEmpty();
            // Nobody can read along.
            assertThat(server.seen()).allMatch(one -> one.authorization().isPresent());
        }
    }

    @Test
    void aHubThatAnswersAsAProxyWouldGetsNoPassword() throws Exception {
        server.fault(Fault.Kind.STATUS, "/api/", 1_000, 407);
        try (HubClient client = client(server.endpoint().toString(), "", "")) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));

            assertThat(failure.problem()).isEqualTo(HubProblem.UNREACHABLE);
            assertThat(server.seen()).hasSize(1);
        }
    }
}
