package org.taskvectors.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.taskvectors.checkpoint.OpenOptions;

/// What is kept beside vectors is found again by these numbers, so they stay what they are: SHA-256
/// by Python's hashlib of the safetensors header with its length, of a zip from its table of
/// contents on, and of the first 64 KiB of everything else.
class StampTest {
    @ParameterizedTest
    @CsvSource({
        "extraction/vector.safetensors,"
                + " e1e9cb737529d69c31762d31427da036a333873e2be14901b814ed2f08137d46",
        "pytorch/views.pth, 12d912801649dab2d77e900f1e922041395906064cd7db0f43ec40cb8a4ac332",
        "pytorch/views_legacy.pth,"
                + " 6deed1e928af26b94770133abb7127fb717d73cd6993d4d70b4aec0bcbbef73d",
        "gguf/llama.gguf, 3b8ca5992b7aeac30b64d3c4dcf0b277a26ad95a812ae2c27ed64077526936c5"
    })
    void whatDescribesAFileOfEachFormatIsHashed(String file, String sha256) throws IOException {
        Stamp stamp = Stamp.of(Path.of("src/test/resources/golden", file), OpenOptions.NONE);

        assertThat(stamp.files()).extracting(Stamp.Entry::header).containsExactly(sha256);
    }

    @Test
    void ofWhatHoldsNoWeightsTheBeginningIsHashed(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("model.safetensors"));

        assertThat(Stamp.of(empty, OpenOptions.NONE).files())
                .extracting(Stamp.Entry::header)
                .containsExactly(
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
