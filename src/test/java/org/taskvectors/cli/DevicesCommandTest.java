package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Backend;
import org.taskvectors.accelerator.DeviceChoice;
import org.taskvectors.accelerator.DeviceProblem;
import org.taskvectors.accelerator.DeviceSettings;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.accelerator.Discovery;
import org.taskvectors.accelerator.MachineDevices;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.LiveModels;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Device;
import org.taskvectors.ui.TestCheckpoint;

/// `devices` and `--device` on a machine that a test makes up.
class DevicesCommandTest {
    private static final Accelerator GPU =
            new Accelerator(Accelerator.Kind.CUDA, 0, "NVIDIA H200", 150_754_820_096L);

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Optional<Failure> problem = Optional.empty();
    private Optional<String> difference = Optional.empty();

    /// One GPU, on which nothing opens.
    private final class Machine implements Backend {
        @Override
        public Discovery found() {
            return new Discovery(
                    Optional.of("570.86.15"),
                    List.of(GPU),
                    Optional.of(
                            new Discovery.Libtorch(
                                    folder.resolve("torch"),
                                    "2.9.0",
                                    "cu128",
                                    false,
                                    "2.7.1",
                                    "a stamp")),
                    problem);
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
            if (accelerator.equals(Accelerator.OF_LIBTORCH)) {
                throw Failure.of(DeviceProblem.NO_SUCH_DEVICE, null, "its memory is full", "");
            }
            return Device.CPU;
        }

        @Override
        public Discovery tryLibtorch(Path chosen, Cancellation cancellation) throws Failure {
            if (Files.exists(chosen)) {
                return found();
            }
            throw Failure.of(DeviceProblem.NO_SUCH_DEVICE, chosen, "there is no folder", "");
        }
    }

    private Path settings() {
        return folder.resolve("devices.json");
    }

    private int run(String... words) {
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        new LiveModels(Optional.empty())::load,
                        (_, _) -> {
                            throw new IllegalStateException("nothing is drawn");
                        },
                        new MachineDevices(
                                new Machine(),
                                (accelerator, _, _) ->
                                        new Trial(accelerator, 1_000_000, 2, 1, difference),
                                Optional.of(settings()),
                                1))
                .run(List.of(words), new PrintWriter(out), new PrintWriter(err), false);
    }

    @Test
    void showsWhatTheMachineHas() {
        assertThat(run("devices")).as(err.toString()).isZero();

        assertThat(out.toString())
                .contains("jobs run on: auto")
                .contains("NVIDIA driver: 570.86.15")
                .contains("cuda:0: NVIDIA H200, 151 GB\n")
                .contains("libtorch: 2.9.0 for cu128")
                .contains("the program's binding is for 2.7.1");
    }

    @Test
    void saysWhyADeviceCannotBeUsed() {
        problem = Optional.of(Failure.of(DeviceProblem.NO_SUCH_DEVICE, null, "no CUDA", "Get it"));

        assertThat(run("devices")).isZero();
        assertThat(out.toString())
                .contains("151 GB, cannot be used\n")
                .contains("note: no CUDA. Get it.");

        assertThat(run("devices", "--use", "gpu")).isEqualTo(1);
        assertThat(err.toString()).contains("no CUDA");
        assertThat(settings()).doesNotExist();
    }

    @Test
    void itsDocumentFollowsTheSchema() throws Exception {
        assertThat(run("devices", "--test", "--json")).as(err.toString()).isZero();

        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("devices", document)).isEmpty();
        assertThat(document.path("devices").path(0).path("bytes").asLong())
                .isEqualTo(150_754_820_096L);
        assertThat(document.path("trials").path(0).path("same").asBoolean()).isTrue();
        assertThat(document.path("libtorch").path("fits").asBoolean()).isFalse();
    }

    @Test
    void aTrialThatDiffersIsAFailure() {
        difference = Optional.of("the vectors' weights differ");

        assertThat(run("devices", "--test")).isEqualTo(1);
        assertThat(out.toString())
                .contains("GPU 0: 1.0 MB read in 1.000 s, CPU in 2.000 s")
                .contains("the vectors' weights differ");
    }

    @Test
    void choicesAreKept() {
        assertThat(run("devices", "--use", "cuda:0")).isZero();
        assertThat(DeviceSettings.read(settings()).choice()).isEqualTo(DeviceChoice.of(GPU));

        assertThat(run("devices", "--libtorch", folder.toString())).isZero();
        assertThat(DeviceSettings.read(settings()).libtorch()).contains(folder.resolve("torch"));
        assertThat(out.toString()).contains("loaded from the next start on");

        assertThat(run("devices", "--libtorch", "own", "--use", "auto")).isZero();
        assertThat(DeviceSettings.read(settings())).isEqualTo(DeviceSettings.DEFAULT);
    }

    @Test
    void librariesThatAreRefusedChangeNothing() {
        assertThat(run("devices", "--libtorch", folder.resolve("none").toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no folder");
        assertThat(settings()).doesNotExist();
    }

    @Test
    void wordsThatMeanNoDeviceAreWrongUsage() {
        assertThat(run("devices", "--use", "tpu")).isEqualTo(2);
        assertThat(run("inspect", folder.toString(), "--device", "cuda:x")).isEqualTo(2);
        assertThat(err.toString()).contains("tpu is none of auto, cpu, gpu, cuda:N and libtorch");
    }

    @Test
    void aDeviceThatIsAskedForAndIsNotThereIsAFailure() throws Exception {
        Path model = TestCheckpoint.llama(folder.resolve("a.safetensors"), 1);

        assertThat(run("profile", model.toString(), "--device", "cuda:7")).isEqualTo(1);
        assertThat(err.toString()).contains("cuda:7 is not on this machine");
    }

    /// A device that was asked for by the command line ends it; one that was chosen before is
    /// replaced by the processor, with a note.
    @Test
    void aDeviceThatFailsEndsOnlyWhatAskedForIt() throws Exception {
        Path model = TestCheckpoint.llama(folder.resolve("a.safetensors"), 1);

        assertThat(run("profile", model.toString(), "--device", "libtorch")).isEqualTo(1);
        assertThat(err.toString()).contains("its memory is full");

        assertThat(run("devices", "--use", "libtorch")).isZero();
        assertThat(run("profile", model.toString())).as(err.toString()).isZero();
        assertThat(err.toString())
                .contains("note: CPU (libtorch): its memory is full. It goes on on the CPU.");
    }
}
