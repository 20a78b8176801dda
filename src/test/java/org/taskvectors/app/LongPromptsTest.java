package org.taskvectors.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.ChildJvm;
import org.taskvectors.device.torch.TestTorch;
import org.taskvectors.device.torch.TorchBatch;

/// `run` as a process of its own: libtorch is loaded for a long prompt, and for no other.
class LongPromptsTest {
    private static final Path BASE = Path.of("assets/sample/base").toAbsolutePath();
    private static final String SENTENCE = "a gorgeous , witty , seductive movie . ";
    private static final String NOTE = "long texts are read by the program's own kernels";

    @TempDir private Path folder;

    private JsonNode run(Path home, String prompt) throws Exception {
        return new ObjectMapper()
                .readTree(
                        ChildJvm.run(
                                List.of(
                                        "-Dtaskvectors.home=" + home,
                                        "-Dtaskvectors.data=" + folder.resolve("data"),
                                        "-Xlog:class+load:file=" + log()),
                                Main.class,
                                "run",
                                "--model",
                                BASE.toString(),
                                "--template",
                                "raw",
                                "--prompt",
                                prompt,
                                "--max-tokens",
                                "4",
                                "--json"));
    }

    /// A relative path, since Java's option ends at the colon of a drive.
    private static Path log() {
        return Path.of("target", "long-prompts-classes.log");
    }

    /// Whether PyTorch's part of DJL was loaded.
    private boolean isLoaded() throws IOException {
        return Files.readString(log(), StandardCharsets.UTF_8).contains(" ai.djl.pytorch.");
    }

    private static String text(JsonNode document) {
        return document.path("sides").path(0).path("text").asText();
    }

    @Test
    void libtorchIsLoadedForALongPromptAlone() throws Exception {
        Path home = TestTorch.home();

        JsonNode briefly = run(home, SENTENCE);
        assertThat(briefly.path("prompt_tokens").size()).isBetween(8, 63);
        assertThat(isLoaded()).isFalse();
        assertThat(briefly.path("notes").toString()).doesNotContain(NOTE);

        JsonNode atLength = run(home, SENTENCE.repeat(10));
        assertThat(atLength.path("prompt_tokens").size()).isGreaterThan(63);
        assertThat(isLoaded()).isTrue();
        assertThat(atLength.path("notes").toString()).doesNotContain(NOTE);
        assertThat(text(atLength)).isNotBlank();
    }

    /// That the libraries are damaged is only seen when they are wanted.
    @Test
    void whatCannotBeLoadedIsSaidAndTheOwnKernelsRead() throws Exception {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve(TorchBatch.FOLDER));
        Files.writeString(home.resolve(TorchBatch.FOLDER).resolve("libraries.txt"), "nothing");

        assertThat(run(home, SENTENCE).path("notes").toString()).doesNotContain(NOTE);
        JsonNode atLength = run(home, SENTENCE.repeat(10));
        assertThat(atLength.path("notes").toString()).contains(NOTE, "libraries.txt");
        assertThat(isLoaded()).isFalse();
        assertThat(text(atLength)).isNotBlank();
    }
}
