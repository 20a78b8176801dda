package org.taskvectors.ui.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.accelerator.Verdict;
import org.taskvectors.job.Job;
import org.taskvectors.job.Needs;
import org.taskvectors.ui.TestDevices;
import org.taskvectors.ui.TestPlace;
import org.taskvectors.ui.common.Tag;
import org.taskvectors.workspace.WorkspaceState;

class DevicesViewModelTest {
    private static final DeviceChoice GPU = DeviceChoice.of(TestDevices.GPU);

    private final TestPlace place = new TestPlace(WorkspaceState.EMPTY);
    private final TestDevices devices = place.devices;
    private final DevicesViewModel model = new DevicesViewModel(place.context());
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        devices.go.countDown();
        model.close();
        place.close();
    }

    private void look(Discovery machine) {
        devices.machine = machine;
        model.look();
        place.until(() -> !model.isLooking());
    }

    private List<String> names() {
        return model.rows().stream().map(DeviceRow::name).toList();
    }

    private DeviceRow row(DeviceChoice choice) {
        return model.rows().stream()
                .filter(row -> row.choice().equals(choice))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aMachineWithoutAGpuSaysWhatIsMissing() {
        look(Discovery.NOTHING);
        assertThat(names()).containsExactly("Automatic", "CPU");
        assertThat(model.facts()).isEmpty();
        assertThat(model.missing().orElseThrow())
                .startsWith("No NVIDIA GPU was found on this machine.")
                .contains("install NVIDIA’s driver");
        assertThat(model.tested()).isEmpty();
        assertThat(model.tag().text()).isEqualTo("CPU · 1 thread");
        look(
                new Discovery(
                        Optional.of("570.86.15"), List.of(), Optional.empty(), Optional.empty()));
        assertThat(model.missing().orElseThrow()).contains("570.86.15").contains("no device");
    }

    @Test
    void aMachineWithAGpuSaysAllThatWasFound() {
        look(TestDevices.withGpu());
        assertThat(names())
                .containsExactly("Automatic", "CPU", "GPU 0 · NVIDIA RTX 4090", "CPU (libtorch)");
        assertThat(row(GPU).isUsable()).isTrue();
        assertThat(model.missing()).isEmpty();
        assertThat(model.facts())
                .contains(
                        new Fact("Driver", "NVIDIA 570.86.15", "plain"),
                        new Fact("Device", "GPU 0 · NVIDIA RTX 4090 · 25.8 GB", "plain"),
                        new Fact("libtorch", "2.7.1 · cu128 · the program’s own", "plain"),
                        new Fact("Binding", "made for 2.7.1: it fits", "good"));
        assertThat(model.how()).contains("PyTorch 2.7.1 with CUDA 12.8");
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsReason() {
        look(
                new Discovery(
                        Optional.of("570.86.15"),
                        List.of(TestDevices.GPU),
                        Optional.of(TestDevices.libtorch("cu126", "2.6.0")),
                        Optional.of(
                                TestDevices.failure("2.6.0 does not fit", null, "Take 2.7.1"))));
        assertThat(row(GPU).isUsable()).isFalse();
        assertThat(row(GPU).remark()).isEqualTo("Found, not used: 2.6.0 does not fit.");
        assertThat(model.facts())
                .contains(
                        new Fact("Binding", "made for 2.7.1: it does not fit", "bad"),
                        new Fact("Problem", "2.6.0 does not fit. Take 2.7.1.", "bad"));
        look(
                new Discovery(
                        Optional.empty(),
                        List.of(TestDevices.APPLE),
                        Optional.empty(),
                        Optional.empty()));
        DeviceRow apple = row(DeviceChoice.of(TestDevices.APPLE));
        assertThat(apple.isUsable()).isFalse();
        assertThat(apple.name()).isEqualTo("Apple GPU · Apple M3 Max");
        assertThat(apple.remark()).isEqualTo("Found, not used: it has no float64.");
        assertThat(model.missing().orElseThrow()).doesNotContain("driver");
    }

    @Test
    void theProcessorThroughLibtorchIsForTrials() {
        look(
                new Discovery(
                        Optional.empty(),
                        List.of(),
                        Optional.of(TestDevices.libtorch("cpu", "2.7.1")),
                        Optional.empty()));
        assertThat(names()).containsExactly("Automatic", "CPU", "CPU (libtorch)");
        assertThat(model.tested()).contains(Accelerator.OF_LIBTORCH);
        DeviceChoice libtorch = DeviceChoice.of(Accelerator.OF_LIBTORCH);
        model.choose(libtorch);
        assertThat(row(libtorch).name()).isEqualTo("CPU (libtorch)");
        assertThat(row(libtorch).remark()).contains("slower. For trials");
        assertThat(row(libtorch).isUsable()).isTrue();
        assertThat(model.tag().text()).isEqualTo("CPU (libtorch)");
        assertThat(model.tag().kind()).isEqualTo(Tag.Kind.NEUTRAL);
    }

    @Test
    void aVerdictWithoutAReasonLeavesNoColonBehind() {
        look(TestDevices.withGpu());
        devices.last = Optional.of(new Verdict(Optional.empty(), "", Double.NaN, Double.NaN));
        assertThat(row(DeviceChoice.AUTOMATIC).remark()).endsWith("The last one ran on CPU.");
        assertThat(model.tag().reason()).doesNotContain(":");
    }

    @Test
    void aChoiceIsKeptAndTheLastOneHolds() {
        look(TestDevices.withGpu());
        model.choose(GPU);
        model.choose(DeviceChoice.PROCESSOR);
        model.choose(GPU);
        assertThat(model.chosen()).as("at once").isEqualTo(GPU);
        place.until(() -> !devices.chosen.isEmpty() && devices.choice().equals(GPU));
        assertThat(devices.chosen.getLast()).isEqualTo(GPU);
        place.settle();
        assertThat(model.remark()).isEqualTo(Remark.NONE);
        assertThat(model.tag().text()).isEqualTo("GPU 0");
    }

    @Test
    void aChoiceThatCannotBeKeptSaysSo() {
        devices.unsaved =
                Optional.of(TestDevices.failure("the disk is full", Path.of("s"), "Make room"));
        model.choose(DeviceChoice.PROCESSOR);
        place.until(() -> !model.remark().text().isEmpty());
        assertThat(model.remark().tone()).isEqualTo("bad");
        assertThat(model.remark().text()).contains("the disk is full").contains("Make room");
        assertThat(model.chosen()).isEqualTo(DeviceChoice.PROCESSOR);
        devices.unsaved = Optional.empty();
        model.choose(DeviceChoice.AUTOMATIC);
        place.until(() -> devices.chosen.size() == 2);
        assertThat(model.remark()).isEqualTo(Remark.NONE);
    }

    @Test
    void aChosenDeviceThatIsGoneStaysChosenAndIsMarked() {
        devices.machine = Discovery.NOTHING;
        model.choose(GPU);
        model.look();
        assertThat(row(GPU).remark()).contains("being looked at");
        assertThat(model.tag().text()).isEqualTo("cuda:0 · looking");
        place.until(() -> !model.isLooking());
        assertThat(row(GPU).isUsable()).isFalse();
        assertThat(row(GPU).remark()).contains("not found on this machine");
        assertThat(model.tag().text()).isEqualTo("CPU · no cuda:0");
        assertThat(model.tag().kind()).isEqualTo(Tag.Kind.WARNING);
    }

    @Test
    void theTagFollowsTheLastVerdict() {
        look(TestDevices.withGpu());
        assertThat(model.tag().text()).isEqualTo("CPU or GPU 0 · automatic");
        devices.last =
                Optional.of(
                        new Verdict(
                                Optional.empty(),
                                "the disk is the limit: the CPU is as fast",
                                2,
                                2));
        assertThat(model.tag().text()).isEqualTo("CPU · automatic");
        assertThat(model.tag().reason()).contains("the disk is the limit: the CPU is as fast");
        devices.last = Optional.of(new Verdict(Optional.of(TestDevices.GPU), "it is faster", 9, 2));
        assertThat(model.tag().text()).isEqualTo("GPU 0 · automatic");
    }

    @Test
    void theTagSaysWhatRunsWhere() {
        look(TestDevices.withGpu());
        Job<String> job =
                place.jobs()
                        .submit(
                                "Extracting sst2",
                                Needs.NOTHING,
                                (progress, cancellation) -> {
                                    progress.runsOn("GPU 0");
                                    while (end.getCount() > 0) {
                                        cancellation.check();
                                        Patience.pause();
                                    }
                                    return "";
                                },
                                _ -> {});
        place.until(() -> job.progress().runsOn().equals("GPU 0"));
        assertThat(model.tag().kind()).isEqualTo(Tag.Kind.NEUTRAL);
        devices.busy = List.of(TestDevices.GPU);
        assertThat(model.tag().text()).isEqualTo("GPU 0 · Extracting sst2");
        assertThat(model.tag().reason()).contains("Extracting sst2: on GPU 0.");
        assertThat(model.tag().kind()).isEqualTo(Tag.Kind.ACCENT);
        job.progress().runsOn("");
        assertThat(model.tag().text()).as("what is there is no job").isEqualTo("GPU 0 · busy");
    }

    @Test
    void aFolderOfLibtorchIsTriedAndTakesEffectAtTheNextStart() {
        look(TestDevices.withGpu());
        devices.tried =
                new Discovery(
                        Optional.of("570.86.15"),
                        List.of(TestDevices.GPU),
                        Optional.of(TestDevices.libtorch("cu128", "2.7.1")),
                        Optional.empty());
        place.folder = Optional.of(Path.of("/venv/torch"));
        model.libtorch().choose();
        assertThat(model.libtorch().isRunning()).isTrue();
        place.until(() -> !model.libtorch().isRunning());
        assertThat(devices.libtorch()).contains(Path.of("/venv/torch"));
        assertThat(model.libtorch().remark().tone()).isEqualTo("good");
        assertThat(model.libtorch().remark().text())
                .isEqualTo(
                        "libtorch 2.7.1 · cu128 can be loaded, and GPU 0 can run with it. It takes"
                                + " effect at the next start of the program.");
        model.show();
        assertThat(model.libtorch().typedProperty().get()).isEqualTo("/venv/torch");
        assertThat(model.libtorch().remark().text())
                .as("it is still said when the card is opened again")
                .isEqualTo("From the next start on: /venv/torch");
        model.libtorch().useOwn();
        place.until(() -> devices.libtorch().isEmpty() && !model.libtorch().isRunning());
    }

    @Test
    void aFolderThatDoesNotFitIsRefusedAndNothingIsChanged() {
        devices.refused =
                Optional.of(
                        TestDevices.failure(
                                "there are no libraries in it",
                                Path.of("/nowhere"),
                                "Choose another one"));
        model.libtorch().use();
        assertThat(model.libtorch().isRunning()).as("nothing was typed").isFalse();
        model.libtorch().typedProperty().set(" /nowhere ");
        model.libtorch().use();
        place.until(() -> !model.libtorch().isRunning());
        assertThat(model.libtorch().remark())
                .isEqualTo(
                        new Remark(
                                "/nowhere: there are no libraries in it. Choose another one.",
                                "bad"));
        assertThat(devices.libtorch()).isEmpty();
        model.libtorch().typedProperty().set("a\0b");
        model.libtorch().use();
        assertThat(model.libtorch().isRunning()).isFalse();
        assertThat(model.libtorch().remark().text()).contains("is no path");
    }

    @Test
    void tryingAFolderCanBeCancelled() {
        devices.go = new CountDownLatch(1);
        model.libtorch().typedProperty().set("/venv/torch");
        model.libtorch().use();
        assertThat(model.libtorch().isRunning()).isTrue();
        model.libtorch().cancel();
        place.until(() -> !model.libtorch().isRunning());
        assertThat(devices.libtorch()).isEmpty();
        assertThat(model.libtorch().remark().text()).startsWith("Cancelled");
    }

    @Test
    void aTestShowsBothTimesAndWhetherTheResultsAreTheSame() {
        look(TestDevices.withGpu());
        Trial same = new Trial(TestDevices.GPU, 1_000_000, 2, 1, Optional.empty());
        devices.trial = Optional.of(same);
        model.test();
        place.until(() -> !model.trial().isRunning());
        assertThat(model.trial().result()).contains(same);
        assertThat(model.trial().remark()).isEqualTo(Remark.NONE);
        devices.trial = Optional.empty();
        model.test();
        place.until(() -> !model.trial().isRunning());
        assertThat(model.trial().result()).isEmpty();
        assertThat(model.trial().remark().text()).contains("12 MB left").contains("Close what");
        assertThat(place.errors).as("the card shows it").isEmpty();
    }

    @Test
    void aTestWaitsForWhatNeedsTheDeviceAndCanBeCancelled() {
        look(TestDevices.withGpu());
        Job<String> other =
                place.jobs()
                        .submit(
                                "Extracting sst2",
                                Needs.DISK_AND_DEVICE,
                                (_, cancellation) -> {
                                    while (end.getCount() > 0) {
                                        cancellation.check();
                                        Patience.pause();
                                    }
                                    return "";
                                },
                                _ -> {});
        place.until(() -> other.state() == Job.State.RUNNING);
        model.test();
        assertThat(model.trial().remark().text()).isEqualTo("Waits for Extracting sst2.");
        model.trial().cancel();
        place.until(() -> !model.trial().isRunning());
        assertThat(devices.trials).isEmpty();
        assertThat(model.trial().remark().text()).isEqualTo("Cancelled.");
    }

    @Test
    void theChosenDeviceIsTheOneThatIsTested() {
        Accelerator second = new Accelerator(Accelerator.Kind.CUDA, 1, "NVIDIA T4", 0);
        look(
                new Discovery(
                        Optional.of("570"),
                        List.of(TestDevices.GPU, second),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(model.tested()).contains(TestDevices.GPU);
        model.choose(DeviceChoice.of(second));
        assertThat(model.tested()).contains(second);
    }
}
