package org.taskvectors.ui.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.accelerator.Workload;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.ui.TestDevices;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.shell.DeviceAhead;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Singular values in Compare: nothing of them until a person asks, then everything. Each made
/// matrix has two equal singular values.
class SpectrumInCompareTest {
    private static final int LAYERS = 3;
    private static final int MATRICES = 3 * LAYERS + 1;

    private final MadeVectors core =
            new MadeVectors().asMatrices().with(path("a"), LAYERS, 1).with(path("b"), LAYERS, 2);

    private final TestPlace place =
            new TestPlace(
                    WorkspaceState.EMPTY
                            .withItems(
                                    Stream.of("a", "b").map(SpectrumInCompareTest::vector).toList())
                            .withTicked(List.of("a", "b"))
                            .withChoice(Choices.SCOPE, "all"));
    private CompareViewModel model;

    @BeforeEach
    void open() {
        model = new CompareViewModel(place.context(), core);
        model.measure(Measure.SPECTRUM);
        place.until(() -> shownMetric().equals(Optional.of(VectorMetric.STABLE_RANK)));
    }

    @AfterEach
    void close() {
        core.hold.countDown();
        model.close();
        place.close();
    }

    @Test
    void nothingIsMeasuredUntilAPersonAsks() {
        place.until(() -> shown().spectra().missing() == 2 * MATRICES);
        assertThat(shown().spectra().known()).isZero();
        assertThat(core.spectraMeasured).hasValue(0);
        assertThat(shown().panels().getFirst().nothing().orElseThrow().title())
                .isEqualTo("Not measured yet");
        assertThat(model.spectrumStateProperty().get()).isEmpty();
    }

    @Test
    void whatIsMeasuredIsDrawnWithTheSpectrumBeside() {
        measure();
        assertThat(shown().spectra()).isEqualTo(new SpectrumCoverage(2 * MATRICES, 0, 0));
        LineFigure ranks = (LineFigure) shown().panels().getFirst().figure();
        assertThat(ranks.series()).hasSize(2);
        assertThat(ranks.series().getFirst().values())
                .allSatisfy(rank -> assertThat(rank).isEqualTo(2, within(1e-9)));
        LineFigure energies = (LineFigure) shown().panels().getLast().figure();
        assertThat(energies.quantity().name()).isEqualTo("Energy of the first k");
        assertThat(energies.series().getFirst().values().getFirst()).isEqualTo(50, within(1e-9));
        assertThat(energies.series().getFirst().values().get(1)).isEqualTo(100, within(1e-9));
    }

    @Test
    void theOfferSaysHowLongItTakesAndWhere() {
        SpectrumCoverage some = new SpectrumCoverage(3, 12, 1e15);
        assertThat(some.words(Optional.empty()))
                .startsWith("12 more matrices, about ")
                .doesNotContain(" on ");
        Verdict gpu = new Verdict(Optional.of(TestDevices.GPU), "it is faster", 90, 5);
        assertThat(some.words(Optional.of(gpu))).isEqualTo("12 more matrices, about 5 s on GPU 0");
        Verdict cpu = new Verdict(Optional.empty(), "there are few", 9, Double.NaN);
        assertThat(new SpectrumCoverage(0, 1, 1).words(Optional.of(cpu)))
                .isEqualTo("1 matrix, about 9 s on CPU");
    }

    @Test
    void theDeviceOfTheOfferFollowsWhatIsFound() {
        DeviceAhead device = model.spectrumDevice();
        device.ask(Workload.matrices(1e12));
        place.settle();
        assertThat(device.verdictProperty().get()).as("the processor is all there is").isEmpty();
        place.devices.verdicts =
                work ->
                        new Verdict(
                                Optional.of(TestDevices.GPU),
                                "it is faster",
                                work.multiplications(),
                                1);
        place.devices.machine = TestDevices.withGpu();
        place.devices.find();
        place.devices.tell();
        place.until(() -> device.verdictProperty().get().isPresent());
        assertThat(device.verdictProperty().get().orElseThrow().processorSeconds()).isEqualTo(1e12);
    }

    @Test
    void anotherKAsksForNoPass() {
        measure();
        model.metric(VectorMetric.ENERGY);
        place.until(() -> shownMetric().equals(Optional.of(VectorMetric.ENERGY)));
        assertThat(energyOfAll()).isEqualTo(100, within(1e-9));
        model.setFirst(1);
        place.until(() -> energyOfAll() < 99);
        assertThat(energyOfAll()).isEqualTo(50, within(1e-9));
        assertThat(shown().panels().getFirst().figure().about().threshold()).isEqualTo("k = 1");
        assertThat(model.first()).isEqualTo(1);
        assertThat(core.spectraMeasured).hasValue(1);
    }

    @Test
    void cellsOfLayerAndModuleSayTheirK() {
        measure();
        model.metric(VectorMetric.ENERGY);
        model.groupBy(Grouping.CELL);
        place.until(() -> shown().panels().getFirst().figure() instanceof HeatMapFigure);
        assertThat(shown().panels().getFirst().figure().about().threshold()).isEqualTo("k = 16");
    }

    @Test
    void theMarkedMatrixHasItsSingularValuesBeside() {
        measure();
        model.groupBy(Grouping.TENSOR);
        place.until(() -> shown().table().rows().size() == MATRICES);
        model.select(shown().table().rows().get(1).group());
        place.until(
                () ->
                        shown().panels()
                                .getLast()
                                .figure()
                                .quantity()
                                .name()
                                .equals("Singular value"));
        LineFigure values = (LineFigure) shown().panels().getLast().figure();
        assertThat(values.series().getFirst().values()).hasSize(2).doesNotContain(Double.NaN);
    }

    @Test
    void overlapsStandBesideChance() {
        measure();
        model.setFirst(2);
        model.metric(PairMetric.LEFT_OVERLAP);
        place.until(() -> shownMetric().equals(Optional.of(PairMetric.LEFT_OVERLAP)));
        LineFigure overlap = (LineFigure) shown().panels().getFirst().figure();
        assertThat(overlap.series()).hasSize(2);
        assertThat(overlap.series().getLast().name()).contains("chance");
        assertThat(overlap.series().getFirst().values())
                .allSatisfy(value -> assertThat(value).isEqualTo(1, within(1e-9)));
    }

    @Test
    void whileItRunsItSaysSoAndEndsWithTheTicks() {
        core.hold = new CountDownLatch(1);
        model.measureSpectra();
        model.refreshProgress();
        assertThat(model.isMeasuring()).isTrue();
        assertThat(model.spectrumStateProperty().get()).startsWith("Singular values: ");
        model.acts().tick("b", false);
        place.until(() -> !model.isMeasuring());
        assertThat(model.spectrumStateProperty().get()).isEmpty();
    }

    @Test
    void whatIsDrawnComesFirstInAWideTable() {
        measure();
        assertThat(titles()).startsWith("weights", "stable rank a", "stable rank b");
        model.metric(VectorMetric.EFFECTIVE_RANK);
        place.until(() -> shownMetric().equals(Optional.of(VectorMetric.EFFECTIVE_RANK)));
        assertThat(titles()).startsWith("weights", "effective rank a", "effective rank b");
    }

    private void measure() {
        place.until(() -> shown().spectra().missing() == 2 * MATRICES);
        model.measureSpectra();
        place.until(() -> shown().spectra().missing() == 0);
    }

    private double energyOfAll() {
        NumbersTable table = shown().table();
        return table.all().orElseThrow().values().get(titles().indexOf("energy at k a, %"));
    }

    private List<String> titles() {
        return shown().table().columns().stream().map(NumbersTable.Column::title).toList();
    }

    private Optional<?> shownMetric() {
        return model.shownProperty().get() == null ? Optional.empty() : shown().metric();
    }

    private Answer shown() {
        return Objects.requireNonNull(model.shownProperty().get());
    }

    private static Path path(String name) {
        return Path.of("/vectors", name + ".safetensors").toAbsolutePath();
    }

    private static FileItem vector(String name) {
        return new FileItem(
                name, path(name), name, Role.VECTOR, Optional.empty(), Optional.empty());
    }
}
