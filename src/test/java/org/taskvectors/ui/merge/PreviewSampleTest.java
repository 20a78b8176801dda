package org.taskvectors.ui.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.Conflicts;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergePreview;
import org.taskvectors.merge.MergePreviewer;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.PreviewSample;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.ui.TestCheckpoint;

/// A sample against the preview over every weight, and against loops.
class PreviewSampleTest {
    @TempDir private Path folder;
    private MadeMerge made;

    @BeforeEach
    void make() {
        made = new MadeMerge(folder);
    }

    private MergeRequest request(String method, Chosen chosen, Path base, Path... models) {
        return new MergeRequest(
                Methods.of(method).orElseThrow(),
                chosen,
                Optional.of(Located.of(base)),
                Stream.of(models).map(path -> new Given(Located.of(path), Space.MODELS)).toList(),
                OutputDType.SOURCE,
                new Target.Folder(folder.resolve("nowhere")),
                false,
                false,
                Compute.onCpu(1));
    }

    private static PreviewNumbers numbers(MergePreview preview) {
        return new PreviewNumbers(
                preview, new PreviewNumbers.Names(List.of("SST-2", "MNLI"), List.of(0, 1), 2));
    }

    private static MergePreview sampled(MergeRequest request, long most)
            throws IOException, CancelledException {
        return PreviewSample.read(request, most, new Progress(), new Cancellation())
                .preview(request.method(), request.chosen(), new Cancellation());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "task_arithmetic",
                "ties",
                "dare_ties",
                "della",
                "breadcrumbs",
                "sce",
                "metagpt",
                "orthogonal",
                "sign_mask"
            })
    void aSampleOfEverythingIsThePreviewOfEverything(String method)
            throws IOException, CancelledException {
        Chosen chosen = new Chosen(Settings.standard(), 7, Optional.of(new Lines(0.5, 0.5)));
        MergeRequest request = request(method, chosen, made.base, made.tuned, made.otherTuned);
        MergePreview all =
                new MergePreviewer(made.store())
                        .measure(request, new Progress(), new Cancellation());
        MergePreview sample = sampled(request, Long.MAX_VALUE / 4);
        assertThat(sample.share()).isEqualTo(1);
        List<PreviewNumbers.Row> expected = numbers(all).rows();
        List<PreviewNumbers.Row> rows = numbers(sample).rows();
        assertThat(rows).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).label()).isEqualTo(expected.get(i).label());
            assertThat(rows.get(i).norm()).isCloseTo(expected.get(i).norm(), within(1e-9));
            assertThat(rows.get(i).relative()).isCloseTo(expected.get(i).relative(), within(1e-6));
            assertThat(rows.get(i).kept()).isEqualTo(expected.get(i).kept());
            assertThat(rows.get(i).cosines()).isEqualTo(expected.get(i).cosines());
        }
    }

    @Test
    void conflictsAreWhereSignsDiffer() throws IOException, CancelledException {
        Settings weights = Settings.standard().withEach("weight", 1, 0.5);
        MergeRequest request =
                request(
                        "task_arithmetic",
                        new Chosen(weights, 0),
                        made.base,
                        made.tuned,
                        made.otherTuned);
        Conflicts conflicts = sampled(request, 1 << 20).conflicts().orElseThrow();
        double[] one = MadeMerge.change(made.base, made.tuned);
        double[] two = MadeMerge.change(made.base, made.otherTuned);
        long apart = 0;
        long first = 0;
        for (int i = 0; i < one.length; i++) {
            if (one[i] * two[i] < 0) {
                apart++;
                first += one[i] * (one[i] + 0.5 * two[i]) > 0 ? 1 : 0;
            }
        }
        assertThat(conflicts.tensors().stream().mapToLong(Conflicts.OfTensor::apart).sum())
                .isEqualTo(apart)
                .isPositive();
        assertThat(conflicts.tensors().stream().mapToLong(t -> t.followed().getFirst()).sum())
                .isEqualTo(first);
        assertThat(conflicts.tensors().stream().mapToLong(Conflicts.OfTensor::weights).sum())
                .isEqualTo(MadeMerge.WEIGHTS);
        PreviewNumbers numbers = numbers(sampled(request, 1 << 20));
        assertThat(numbers.rows().getFirst().apart())
                .isCloseTo(100.0 * apart / MadeMerge.WEIGHTS, within(1e-9));
        assertThat(numbers.resolved()).contains("SST-2 in ").contains("MNLI in ");
    }

    @Test
    void aPartStandsForTheWhole() throws IOException, CancelledException {
        String[] tensors = {
            "model.embed_tokens.weight:300x256",
            "model.layers.0.self_attn.q_proj.weight:256x256",
            "model.layers.1.self_attn.q_proj.weight:256x256",
            "model.norm.weight:256"
        };
        Path base = TestCheckpoint.write(folder.resolve("b.safetensors"), 1, tensors);
        Path one = TestCheckpoint.write(folder.resolve("1.safetensors"), 2, tensors);
        Path two = TestCheckpoint.write(folder.resolve("2.safetensors"), 3, tensors);
        MergeRequest request =
                request("ties", new Chosen(Settings.of(Map.of("density", 0.3)), 0), base, one, two);
        PreviewNumbers all =
                numbers(
                        new MergePreviewer(made.store())
                                .measure(request, new Progress(), new Cancellation()));
        PreviewNumbers part = numbers(sampled(request, 3 * 208_000 / 8));
        assertThat(part.share()).isBetween(0.11, 0.14);
        PreviewNumbers.Row whole = all.rows().getFirst();
        PreviewNumbers.Row row = part.rows().getFirst();
        assertThat(row.norm() / whole.norm()).isBetween(0.97, 1.03);
        assertThat(row.kept()).isCloseTo(whole.kept(), within(1.5));
        assertThat(row.cosines().getFirst()).isCloseTo(whole.cosines().getFirst(), within(0.02));
    }

    @Test
    void aFileThatChangesMakesItStale() throws IOException, CancelledException {
        MergeRequest request =
                request(
                        "ties",
                        new Chosen(Settings.standard(), 0),
                        made.base,
                        made.tuned,
                        made.otherTuned);
        PreviewSample sample =
                PreviewSample.read(request, 1 << 20, new Progress(), new Cancellation());
        assertThat(sample.isFresh()).isTrue();
        Files.setLastModifiedTime(made.tuned, FileTime.fromMillis(12_345));
        assertThat(sample.isFresh()).isFalse();
    }
}
