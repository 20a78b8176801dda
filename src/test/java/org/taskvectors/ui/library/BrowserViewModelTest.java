package org.taskvectors.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.ui.TestCheckpoint;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

class BrowserViewModelTest {
    @TempDir private Path folder;
    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private final BrowserViewModel browser = new BrowserViewModel(place.context());

    @AfterEach
    void close() {
        place.close();
    }

    private FileItem item(String name) {
        Path file = folder.resolve(name);
        return new FileItem(name, file, name, Role.BASE, Optional.empty(), Optional.empty());
    }

    private FileItem llama(String name) {
        TestCheckpoint.llama(folder.resolve(name), 1);
        return item(name);
    }

    @Test
    void aQuantisedTensorShowsItsEncodingAndItsSizeOnDiskAndIsMeasuredAsItIsRead() {
        Path four = Path.of("src/test/resources/golden/quantized/llama-nf4-nested");
        browser.show(new FileItem("q", four, "q", Role.BASE, Optional.empty(), Optional.empty()));
        place.until(() -> browser.count() > 0);
        Tensor tensor = Named.by("layers.0.self_attn.q_proj.weight", browser).orElseThrow();
        assertThat(browser.words().kind(tensor)).isEqualTo("NF4");
        assertThat(browser.words().about(tensor)).contains("NF4", "read as float32");
        assertThat(browser.words().bytes(tensor)).isLessThan(tensor.bytes() / 4);
        assertThat(browser.words().unreadable(tensor)).isEmpty();
        browser.chosenProperty().set(Optional.of(tensor));
        place.until(() -> browser.figuresProperty().get().isPresent());
        assertThat(browser.figuresProperty().get().orElseThrow().numbers()).isNotEmpty();
    }

    @Test
    void theTreeIsReadAndSearched() {
        browser.show(llama("a.safetensors"));
        place.until(() -> browser.treeProperty().get().found() == 9);
        assertThat(browser.treeProperty().get().isSearch()).isFalse();
        browser.queryProperty().set("Q_PROJ layers.1");
        place.until(() -> browser.treeProperty().get().isSearch());
        assertThat(browser.treeProperty().get().found()).isEqualTo(1);
        browser.queryProperty().set("nothing");
        place.until(() -> !browser.messageProperty().get().isEmpty());
        assertThat(browser.messageProperty().get()).contains("nothing");
        assertThat(Named.by("mlp 0", browser)).isPresent();
    }

    @Test
    void aTensorIsMeasuredOnDemand() {
        browser.show(llama("a.safetensors"));
        place.until(() -> browser.treeProperty().get().found() == 9);
        browser.chosenProperty().set(Named.by("embed_tokens", browser));
        place.until(() -> browser.figuresProperty().get().isPresent());
        TensorFigures figures = browser.figuresProperty().get().orElseThrow();
        assertThat(figures.numbers())
                .extracting(TensorFigures.Entry::label)
                .containsExactly("‖θ‖", "RMS", "mean |θ|", "largest", "zeros, %");
        assertThat(figures.bars().stream().mapToDouble(TensorFigures.Bar::share).sum())
                .isBetween(0.9, 1.0001);
    }

    @Test
    void whatIsGoneIsSaidInItsPlace() {
        browser.show(item("absent.safetensors"));
        place.until(() -> browser.messageProperty().get().contains("no such"));
        assertThat(place.errors).isEmpty();
    }

    @Test
    void whatWasChosenMeanwhileWins() {
        browser.show(llama("a.safetensors"));
        TestCheckpoint.write(folder.resolve("b.safetensors"), 1, "x.weight:2x2");
        browser.show(item("b.safetensors"));
        place.until(
                () ->
                        browser.treeProperty().get().found() == 1
                                && place.jobs().unfinished().isEmpty());
        assertThat(browser.count()).isEqualTo(1);
    }
}
