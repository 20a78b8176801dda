package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;

/// A server that sends back what it was sent does not make the program print the person's token.
class EchoedTokenTest {
    private static final String TOKEN = "hf_QxZpLmVnRtYwKsJdHgFaBcEuIoNt";
    private static final String PIECE = "LmVnRtYwKs";

    private static HubToken token() {
        return HubToken.of(TOKEN).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TOKEN,
                "no access with Bearer " + TOKEN + ".",
                "hf_QxZpLmVn RtYwKsJdHgFa BcEuIoNt",
                "hf_QxZp-LmVn-RtYw-KsJd-HgFa-BcEu-IoNt",
                "hf_Qx\u200bZpLm\u200bVnRtYwKs\u200bJdHgFaBcEuIoNt",
                "HF_QXZPLMVNRTYWKSJDHGFABCEUIONT",
                "hf%5FQxZpLmVnRtYwKsJdHgFaBcEuIoNt",
                "%68%66%5f%51%78%5a%70%4c%6d%56%6e%52%74%59%77",
                "%2568%2566%255f%2551%2578%255a%2570%254c%256d%2556%256e%2552%2574",
                "\\u0068\\u0066\\u005f\\u0051\\u0078\\u005a\\u0070\\u004c\\u006d\\u0056\\u006e",
                "&#x68;&#x66;&#x5f;&#x51;&#x78;&#x5a;&#x70;&#x4c;&#x6d;&#x56;",
                "…ZpLmVnRtYwKsJdHg…",
            })
    void itIsKnownInEverySpelling(String text) {
        assertThat(token().isIn(text)).isTrue();
        assertThat(Refusals.said(text, Optional.of(token())))
                .doesNotContain(PIECE.substring(0, 4))
                .contains("not shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab"})
    void itIsKnownInBase64(String before) {
        String text =
                Base64.getEncoder()
                        .encodeToString((before + TOKEN).getBytes(StandardCharsets.UTF_8));
        assertThat(token().isIn("Basic " + text)).isTrue();
        assertThat(token().isIn("sent " + text.replaceAll("=", "") + "!")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Access to model org/name is restricted. You must be logged in.",
                "hf_another",
                "%%%25%zz\\u00",
                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
            })
    void anythingElseIsNotTakenForIt(String text) {
        assertThat(token().isIn(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'it was Bearer abc.def-ghi, sorry', 'it was … sorry'",
        "'it was bearer:abc', it was …",
        "'Authorization=Bearer%20abc', Authorization=…",
        "'hf_of_another person', … person",
        "'api_org_x here', … here",
        "'hf%5Fabc', …",
    })
    void whatLooksLikeAnothersIsNotShownEither(String text, String shown) {
        assertThat(Refusals.said(text, Optional.empty())).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 409, 429, 500, 999})
    void aRefusalThatHoldsItDoesNotShowIt(int status, @TempDir Path folder) throws Exception {
        try (HubServer server = HubServer.start()) {
            server.serve(Served.NAME, folder);
            server.fault(Fault.Kind.ECHO, "/api/", 1_000, status);
            try (HubClient client =
                    new HubClient(Served.settings(server).withToken(() -> HubToken.of(TOKEN)))) {
                Failure failure =
                        catchThrowableOfType(Failure.class, () -> Served.repository(client));

                assertThat(server.seen().getFirst().authorization()).isPresent();
                assertThat(failure.getMessage())
                        .doesNotContain(PIECE)
                        .contains("what it says holds the token");
            }
        }
    }

    @Test
    void aRedirectThatCarriesItIsNamedWithoutIt() throws Exception {
        String host = TOKEN.replace("_", "") + ".internal";
        Answering answering =
                new Answering("HTTP/1.1 302 Found\r\nLocation: https://" + host + "/\r\n\r\n");
        try (answering;
                HubClient client =
                        new HubClient(
                                Served.settings(answering.address())
                                        .withToken(() -> HubToken.of(TOKEN)))) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));

            assertThat(failure.getMessage().toLowerCase(Locale.ROOT))
                    .doesNotContain(PIECE.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void aStatusLineThatHoldsItIsNotShown() throws Exception {
        try (Answering answering = new Answering("HTTP/1.1 " + TOKEN + "\r\n\r\n");
                HubClient client =
                        new HubClient(
                                Served.settings(answering.address())
                                        .withToken(() -> HubToken.of(TOKEN)))) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));

            assertThat(failure.getMessage()).doesNotContain(PIECE);
        }
    }
}
