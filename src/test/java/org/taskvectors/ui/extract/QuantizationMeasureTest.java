package org.taskvectors.ui.extract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.extraction.Finding.Category;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.StoredCore;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// The window's measuring of a quantisation error, on the real core and on models that bitsandbytes
/// quantised.
class QuantizationMeasureTest {
    private static final Path GOLDEN =
            Path.of("src", "test", "resources", "golden", "quantized").toAbsolutePath();
    private static final Path PLAIN = GOLDEN.resolve("llama-plain.safetensors");
    private static final Path QUANTIZED = GOLDEN.resolve("llama-nf4-nested");
    private static final Path OTHER = GOLDEN.resolve("llama-int8");

    @TempDir private Path folder;

    private StoredCore core() {
        return new StoredCore(
                "Program 1",
                new ProfileStore(folder),
                Compute.onCpu(1),
                new LiveModels(Optional.empty()));
    }

    private static CheckRow row(ExtractViewModel model) {
        return model.rows().stream()
                .filter(row -> row.category() == Category.BOTH_QUANTIZED)
                .findFirst()
                .orElseThrow();
    }

    private static void choose(ExtractViewModel model, TestPlace place) {
        model.sides().choose(Role.BASE, QUANTIZED);
        model.sides().choose(Role.TUNED, OTHER);
        place.until(() -> model.statusProperty().get().isReady());
    }

    @Test
    void isOfferedWhereTheLibraryHasTheUnquantisedBaseAndSaidInTheRow() {
        WorkspaceState library =
                WorkspaceState.EMPTY.withItem(
                        new FileItem(
                                "a",
                                PLAIN,
                                "plain",
                                Role.BASE,
                                Optional.empty(),
                                Optional.empty()));
        try (TestPlace place = new TestPlace(library);
                ExtractViewModel model = new ExtractViewModel(place.context(), core())) {
            choose(model, place);
            assertThat(row(model).action()).contains("about 9.2 % of its norm");
            place.until(() -> row(model).offer().equals("llama-plain.safetensors"));

            model.measureQuantization();
            place.until(() -> row(model).action().contains("measured against"));

            assertThat(row(model).action())
                    .isEqualTo(
                            "difference with quantisation error, 9.1 % of its norm, measured"
                                    + " against llama-plain.safetensors on 7 tensors");
            assertThat(row(model).offer()).isEmpty();
            assertThat(place.errors).isEmpty();
        }
    }

    @Test
    void isNotOfferedWhereTheLibraryHasNoneThatIsUnquantised() throws Exception {
        assertThat(
                        core().unquantised(
                                        Located.of(QUANTIZED),
                                        List.of(Located.of(OTHER), Located.of(folder)))
                                .map(Located::path))
                .isEmpty();
        assertThat(
                        core().unquantised(
                                        Located.of(QUANTIZED),
                                        List.of(Located.of(OTHER), Located.of(PLAIN)))
                                .map(Located::path))
                .contains(PLAIN);
    }
}
