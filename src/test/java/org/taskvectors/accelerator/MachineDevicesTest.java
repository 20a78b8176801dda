package org.taskvectors.accelerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;

/// Which device a piece of work gets, and what is said of it.
class MachineDevicesTest {
    private static final Accelerator GPU =
            new Accelerator(Accelerator.Kind.CUDA, 0, "a GPU", 1L << 30);

    @TempDir Path folder;

    /// The processor under another name.
    private record Named(String label) implements ForwardingDevice {
        @Override
        public Device device() {
            return CPU;
        }
    }

    /// A machine with one GPU, which may not open.
    private static class OneGpu implements Backend {
        private final boolean opens;
        private int opened;

        OneGpu(boolean opens) {
            this.opens = opens;
        }

        @Override
        public Discovery found() {
            return new Discovery(
                    Optional.of("570"), List.of(GPU), Optional.empty(), Optional.empty());
        }

        @Override
        public Discovery find() {
            return found();
        }

        @Override
        public Discovery look() {
            return find();
        }

        @Override
        public Discovery own() {
            return Discovery.NOTHING;
        }

        @Override
        public Device open(Accelerator accelerator, DeviceTrouble trouble) throws Failure {
            opened++;
            if (!opens) {
                throw Failure.of(DeviceProblem.NO_SUCH_DEVICE, null, "it does not open", "");
            }
            return new Named(accelerator.label());
        }

        @Override
        public Discovery tryLibtorch(Path chosen, Cancellation cancellation) {
            return new Discovery(
                    Optional.of("570"),
                    List.of(GPU),
                    Optional.of(
                            new Discovery.Libtorch(
                                    chosen.resolve("lib"),
                                    "2.7.1",
                                    "cu126",
                                    false,
                                    "2.7.1",
                                    "a stamp")),
                    Optional.empty());
        }
    }

    private MachineDevices devices(Backend backend) {
        return new MachineDevices(
                backend,
                (accelerator, _, _) -> new Trial(accelerator, 1, 1, 1, Optional.empty()),
                Optional.of(folder.resolve("devices.json")),
                1);
    }

    private static Device pass(MachineDevices devices) throws Failure {
        return devices.compute(1).device().forPass(1 << 20, List.of(), new Cancellation());
    }

    @Test
    void aChosenDeviceGetsEachPassAndIsBusyUntilItsEnd() throws Exception {
        MachineDevices devices = devices(new OneGpu(true));
        List<List<Accelerator>> heard = new ArrayList<>();
        devices.choose(DeviceChoice.of(GPU));
        devices.onChange(() -> heard.add(devices.busy()));

        Device first = pass(devices);
        Device second = pass(devices);

        assertThat(first.label()).isEqualTo("GPU 0");
        assertThat(devices.busy()).containsExactly(GPU, GPU);
        assertThat(devices.last().orElseThrow().accelerator()).contains(GPU);
        first.ended();
        second.ended();
        assertThat(devices.busy()).isEmpty();
        assertThat(heard).containsExactly(List.of(GPU), List.of(GPU, GPU), List.of(GPU), List.of());
    }

    @Test
    void theChoiceIsKept() throws Exception {
        devices(new OneGpu(true)).choose(DeviceChoice.PROCESSOR);

        MachineDevices later = devices(new OneGpu(true));

        assertThat(later.choice()).isEqualTo(DeviceChoice.PROCESSOR);
        assertThat(pass(later)).isSameAs(Device.CPU);
        assertThat(later.last().orElseThrow().reason()).isEqualTo("chosen");
    }

    @Test
    void aDeviceThatIsNotThereLeavesTheProcessorAndSaysWhy() throws Exception {
        MachineDevices devices = devices(new OneGpu(true));
        devices.choose(new DeviceChoice("cuda:5"));

        assertThat(pass(devices)).isSameAs(Device.CPU);
        assertThat(devices.last().orElseThrow().reason())
                .isEqualTo("cuda:5 is not on this machine");
    }

    @Test
    void aDeviceThatDoesNotOpenIsAskedAbout() throws Exception {
        MachineDevices devices = devices(new OneGpu(false));
        devices.choose(DeviceChoice.of(GPU));

        assertThatThrownBy(() -> pass(devices)).hasMessageContaining("it does not open");

        int[] questions = {0};
        devices.onTrouble(
                (_, _, _) -> {
                    questions[0]++;
                    return DeviceTrouble.Answer.GO_ON;
                });
        for (int pass = 0; pass < 3; pass++) {
            assertThat(pass(devices)).isSameAs(Device.CPU);
            assertThat(devices.last().orElseThrow().reason())
                    .isEqualTo("GPU 0 failed: it does not open");
        }
        assertThat(questions[0]).isEqualTo(1);
        assertThat(devices.busy()).isEmpty();

        devices.choose(DeviceChoice.of(GPU));
        pass(devices);
        assertThat(questions[0]).isEqualTo(2);
    }

    @Test
    void withoutDevicesNothingIsOpenedOrMeasured() throws Exception {
        OneGpu gpu = new OneGpu(true);
        MachineDevices none = MachineDevices.processorOnly(1);

        assertThat(pass(none)).isSameAs(Device.CPU);
        assertThat(none.verdict(Workload.pass(1, 1)).reason()).isEmpty();
        assertThat(gpu.opened).isZero();
    }

    @Test
    void automaticMeasuresOnceAndPrefersWhatIsClearlyFaster() throws Exception {
        OneGpu gpu = new OneGpu(true);
        MachineDevices devices = devices(gpu);

        // Both are the same processor, so that neither is clearly faster.
        Verdict verdict = devices.verdict(Workload.pass(1L << 40, 0).from(1));
        devices.verdict(Workload.pass(1L << 40, 0).from(1));

        assertThat(verdict.reason()).isEqualTo("the disk is the limit: the CPU is as fast");
        assertThat(gpu.opened).isEqualTo(1);
    }

    @Test
    void otherLibrariesAreKeptAsTheFolderThatTheyLieIn() throws Exception {
        MachineDevices devices = devices(new OneGpu(true));

        devices.useLibtorch(Optional.of(folder.resolve("torch")), new Cancellation());

        assertThat(devices(new OneGpu(true)).libtorch())
                .contains(folder.resolve("torch").resolve("lib"));
        devices.useLibtorch(Optional.empty(), new Cancellation());
        assertThat(devices(new OneGpu(true)).libtorch()).isEmpty();
    }

    /// Nothing is looked at for small work, nor without libraries that could use a GPU.
    @Test
    void automaticLooksAtTheMachineOnlyForLargeWork() throws Exception {
        int[] looks = {0};
        OneGpu gpu =
                new OneGpu(true) {
                    @Override
                    public Discovery found() {
                        return looks[0] == 0 ? Discovery.NOTHING : super.found();
                    }

                    @Override
                    public Discovery find() {
                        looks[0]++;
                        return super.found();
                    }
                };
        MachineDevices devices = devices(gpu);
        devices.verdict(Workload.pass(1L << 40, 0));
        assertThat(looks[0]).isZero();

        devices.useLibtorch(Optional.of(folder.resolve("torch")), new Cancellation());
        devices.verdict(Workload.pass(1 << 20, 0));
        assertThat(looks[0]).isZero();

        assertThat(devices.verdict(Workload.pass(1L << 40, 0).from(1)).reason())
                .isEqualTo("the disk is the limit: the CPU is as fast");
        assertThat(looks[0]).isPositive();
    }
}
