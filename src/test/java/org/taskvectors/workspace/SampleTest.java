package org.taskvectors.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;

class SampleTest {
    @TempDir private Path folder;
    private Sample sample;

    @BeforeEach
    void lay() {
        Path source = folder.resolve("assets/sample");
        TestCheckpoint.llama(source.resolve("base/model.safetensors"), 1);
        TestCheckpoint.llama(source.resolve("sst2/model.safetensors"), 2);
        TestCheckpoint.llama(source.resolve("mnli/model.safetensors"), 3);
        sample = new Sample(source, folder.resolve("data/sample"));
    }

    @Test
    void itIsCopiedAndExtractedAndTheSourceStaysAsItWas() throws Exception {
        Progress progress = new Progress();
        sample.copy(progress, new Cancellation());
        assertThat(progress.done()).isEqualTo(progress.total());
        Extractor extractor = new Extractor("test", new ProfileStore(folder.resolve("cache")));
        for (Sample.Pair pair : sample.pairs()) {
            sample.extract(pair, extractor, Compute.onCpu(1), new Progress(), new Cancellation());
            assertThat(pair.vector()).isRegularFile().startsWith(sample.target());
        }
        assertThat(sample.pairs()).extracting(Sample.Pair::name).containsExactly("SST-2", "MNLI");
        try (var left = Files.walk(sample.source())) {
            assertThat(left.filter(Files::isRegularFile)).hasSize(3);
        }
    }

    @Test
    void asecondTimeNothingIsWritten() throws Exception {
        sample.copy(new Progress(), new Cancellation());
        Path copied = sample.base().resolve("model.safetensors");
        Files.setLastModifiedTime(copied, java.nio.file.attribute.FileTime.fromMillis(0));
        sample.copy(new Progress(), new Cancellation());
        assertThat(Files.getLastModifiedTime(copied).toMillis()).isZero();
    }

    @Test
    void cancelledItStops() throws IOException {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> sample.copy(new Progress(), cancellation))
                .isInstanceOf(CancelledException.class);
        assertThat(sample.base().resolve("model.safetensors")).doesNotExist();
    }
}
