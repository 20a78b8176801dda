package org.taskvectors.workspace.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.PathReader;

/// What comes from strangers does no harm, and the next second start is answered.
class HandOverServerTest {
    @TempDir private Path folder;
    private Path file;
    private HandOverServer server;
    private final List<HandOver> taken = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("windows").resolve("address.json");
        server = HandOverServer.start(file, PathReader.ofDisks());
        server.receive(taken::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Address address() throws IOException {
        return Messages.readAddress(Files.readAllBytes(file)).orElseThrow();
    }

    private void assertStillAnswers() {
        int before = taken.size();
        HandOver asked = new HandOver(List.of(folder.resolve("süß 模型")), false);
        assertThat(HandOverClient.ask(file, asked)).isEqualTo(HandOverClient.Outcome.TAKEN);
        assertThat(taken).hasSize(before + 1).last().isEqualTo(asked);
    }

    private int send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            try (InputStream answer = socket.getInputStream()) {
                return answer.readAllBytes().length;
            }
        } catch (IOException e) {
            // Cut off in the middle of it.
            return 0;
        }
    }

    private static byte[] frame(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).array();
    }

    @Test
    void aSecondStartIsAnswered() {
        assertStillAnswers();
        assertThat(HandOverClient.ask(folder.resolve("nowhere"), HandOver.FRONT))
                .isEqualTo(HandOverClient.Outcome.NOT_THERE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "GET / HTTP/1.1",
                "{\"version\":1,\"secret\":\"0\",\"paths\":[\"/x\"]}",
                "{\"version\":2,\"secret\":\"%s\",\"paths\":[\"/x\"]}",
                "{\"version\":1,\"secret\":\"%s\",\"paths\":[\"x\"]}",
                "{\"version\":1,\"secret\":\"%s\",\"paths\":[7]}",
                "{\"version\":1,\"secret\":\"%s\",\"paths\":[\"/\\u0000\"]}",
                "{\"version\":1,\"secret\":[\"%s\"],\"paths\":[\"/x\"]}"
            })
    void whatIsNoRequestIsDropped(String text) throws IOException {
        assertThat(send(frame(String.format(Locale.ROOT, text, address().secret())))).isZero();
        assertThat(taken).isEmpty();
        assertStillAnswers();
    }

    @Test
    void garbageIsDropped() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(send(bytes)).isZero();
        }
        assertThat(send(ByteBuffer.allocate(4).putInt(Integer.MAX_VALUE).array())).isZero();
        assertThat(send(ByteBuffer.allocate(4).putInt(-1).array())).isZero();
        assertThat(send(frame("[".repeat(Frame.MOST_BYTES)))).isZero();
        assertThat(taken).isEmpty();
        assertStillAnswers();
    }

    @Test
    void oneThatSaysNothingDoesNotHoldTheNextUpForLong() throws IOException {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            silent.getOutputStream().write(0);
            assertStillAnswers();
        }
    }

    @Test
    void aWindowThatDoesNotDoItIsSaidToGiveNoAnswer() throws IOException {
        try (HandOverServer other =
                HandOverServer.start(folder.resolve("other.json"), PathReader.ofDisks())) {
            other.receive(_ -> false);
            assertThat(HandOverClient.ask(folder.resolve("other.json"), HandOver.FRONT))
                    .isEqualTo(HandOverClient.Outcome.NO_ANSWER);
        }
        assertStillAnswers();
    }

    @Test
    void oneThatWentItsOwnWayMeanwhileGetsNothingDone() throws IOException {
        byte[] request = Messages.request(address().secret(), HandOver.FRONT);
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), address().port())) {
            try (Socket gone = new Socket(InetAddress.getLoopbackAddress(), address().port())) {
                Frame.write(gone, request);
            }
            silent.getOutputStream().write(0);
            assertThat(taken).isEmpty();
        }
        assertStillAnswers();
        assertThat(taken).hasSize(1);
    }

    @Test
    void moreThanAMessageHoldsIsNotSent() {
        List<Path> many = Collections.nCopies(20_000, folder.resolve("x".repeat(60)));
        assertThat(HandOverClient.ask(file, new HandOver(many, false)))
                .isEqualTo(HandOverClient.Outcome.NO_ANSWER);
        assertStillAnswers();
    }
}
