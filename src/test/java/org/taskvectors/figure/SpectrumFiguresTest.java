package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Measured;
import org.taskvectors.analysis.MeasuredSpectra;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.SharedNaming;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.ThreadedPasses;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;

class SpectrumFiguresTest {
    @TempDir Path folder;
    private Comparison comparison;

    @BeforeEach
    void measure() throws Exception {
        ProfileStore store = new ProfileStore(folder);
        Compute compute = Compute.onCpu(1);
        Path file = folder.resolve("full.safetensors");
        Files.copy(Path.of("src/test/oracle/comparison/full.safetensors"), file);
        try (Checkpoint vector = Checkpoints.open(file)) {
            NamedProfile profile =
                    new Measured(store, new ThreadedPasses(compute))
                            .profile(vector, Optional.empty(), new Progress(), new Cancellation())
                            .named("full");
            SharedNaming naming = SharedNaming.of(List.of(profile));
            comparison =
                    new Comparison(List.of(profile), Optional.empty(), naming::place, Scope.ALL)
                            .withSpectra(
                                    new Spectra(
                                            List.of(
                                                    new MeasuredSpectra(store, compute)
                                                            .of(
                                                                    vector,
                                                                    Optional.empty(),
                                                                    any -> true,
                                                                    new Progress(),
                                                                    new Cancellation())),
                                            List.of(),
                                            2));
        }
    }

    @Test
    void ofSeveralMatricesItIsTheEnergyOfEachK() {
        LineFigure figure = new SpectrumFigures(comparison, List.of(0)).of(Group.ALL);
        List<Double> kept = figure.series().getFirst().values();
        assertThat(kept.get(1))
                .isCloseTo(100 * comparison.spectrum(0, Group.ALL).energy(), within(1e-9));
        assertThat(kept).isSorted();
        assertThat(kept.getLast()).isCloseTo(100, within(1e-6));
    }

    @Test
    void ofOneMatrixItIsItsSingularValues() {
        Group one =
                comparison.groups(Grouping.TENSOR).stream()
                        .filter(group -> comparison.singularValues(0, group).isPresent())
                        .findFirst()
                        .orElseThrow();
        LineFigure figure = new SpectrumFigures(comparison, List.of(3)).of(one);
        assertThat(figure.series().getFirst().values().getFirst())
                .isEqualTo(comparison.singularValues(0, one).orElseThrow().get(0));
        assertThat(figure.series().getFirst().colour()).isEqualTo(3);
        assertThat(figure.positions().label(0)).isEqualTo("1");
    }
}
