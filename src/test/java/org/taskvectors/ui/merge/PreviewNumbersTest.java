package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergePreviewer;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;

/// A preview against loops over the files' own numbers.
class PreviewNumbersTest {
    @TempDir private Path folder;
    private MadeMerge made;

    @BeforeEach
    void make() {
        made = new MadeMerge(folder);
    }

    private MergePreview preview(String method, Settings settings, boolean onBase, Path... models)
            throws IOException, CancelledException {
        MergeRequest request =
                new MergeRequest(
                        Methods.of(method).orElseThrow(),
                        new Chosen(settings, 0),
                        onBase ? Optional.of(Located.of(made.base)) : Optional.empty(),
                        List.of(models).stream()
                                .map(path -> new Given(Located.of(path), Space.MODELS))
                                .toList(),
                        OutputDType.SOURCE,
                        new Target.Folder(folder.resolve("nowhere")),
                        false,
                        false,
                        Compute.onCpu(1));
        return new MergePreviewer(made.store())
                .measure(request, new Progress(), new Cancellation());
    }

    private static PreviewNumbers.Names names(String... names) {
        return new PreviewNumbers.Names(
                List.of(names), IntStream.range(0, names.length).boxed().toList(), names.length);
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Test
    void normAndCosinesOfAWeightedSum() throws IOException, CancelledException {
        Settings weights =
                (name, k, _) ->
                        name.equals("weight")
                                ? OptionalDouble.of(k == 0 ? 0.5 : -2)
                                : OptionalDouble.empty();
        PreviewNumbers numbers =
                new PreviewNumbers(
                        preview("task_arithmetic", weights, true, made.tuned, made.otherTuned),
                        names("SST-2", "MNLI"));

        double[] one = MadeMerge.change(made.base, made.tuned);
        double[] two = MadeMerge.change(made.base, made.otherTuned);
        double[] sum = new double[one.length];
        double squares = 0;
        for (int i = 0; i < sum.length; i++) {
            sum[i] = 0.5 * one[i] - 2 * two[i];
        }
        for (float weight : MadeMerge.weights(made.base)) {
            squares += (double) weight * weight;
        }
        PreviewNumbers.Row all = numbers.rows().getFirst();
        double norm = Math.sqrt(dot(sum, sum));
        assertThat(all.label()).isEqualTo("all");
        assertThat(all.norm()).isCloseTo(norm, within(1e-5));
        assertThat(all.relative()).isCloseTo(100 * norm / Math.sqrt(squares), within(1e-3));
        assertThat(all.cosines().get(0))
                .isCloseTo(dot(sum, one) / norm / Math.sqrt(dot(one, one)), within(1e-6));
        assertThat(all.cosines().get(1))
                .isCloseTo(dot(sum, two) / norm / Math.sqrt(dot(two, two)), within(1e-6));
        assertThat(all.kept()).isEqualTo(100);
        assertThat(numbers.rows())
                .extracting(PreviewNumbers.Row::label)
                .containsExactly("all", "0", "1", "embedding", "final norm", "head");

        // The figures have the same numbers, the ingredients' own norms too.
        LineFigure norms = numbers.norms();
        assertThat(norms.positions().layerCount()).isEqualTo(2);
        assertThat(norms.series()).hasSize(3);
        assertThat(norms.series().getLast().values())
                .containsExactlyElementsOf(
                        numbers.rows().stream()
                                .skip(1)
                                .limit(2)
                                .map(PreviewNumbers.Row::norm)
                                .toList());
        // The embedding's 32 weights come first, then the 52 of the first layer.
        double[] first = Arrays.copyOfRange(one, 32, 32 + 52);
        assertThat(norms.series().getFirst().values().getFirst())
                .isCloseTo(Math.sqrt(dot(first, first)), within(1e-5));
        assertThat(numbers.cosines().series()).hasSize(2);
    }

    @Test
    void theShareThatChangesIsWhatAMethodKeeps() throws IOException, CancelledException {
        PreviewNumbers numbers =
                new PreviewNumbers(
                        preview("ties", Settings.of(Map.of("density", 0.3)), true, made.tuned),
                        names("SST-2"));
        double expected = 100 * Math.floor(0.3 * MadeMerge.WEIGHTS) / MadeMerge.WEIGHTS;
        assertThat(numbers.rows().getFirst().kept()).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aMixtureOfModelsHasNone() {
        assertThatThrownBy(
                        () ->
                                preview(
                                        "slerp",
                                        Settings.standard(),
                                        false,
                                        made.tuned,
                                        made.otherTuned))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("mixes models");
    }
}
