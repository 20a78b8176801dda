package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.taskvectors.accelerator.Accelerator;

/// What the system's own tool tells of its GPUs.
class SystemDevicesTest {
    @Test
    void eachLineIsADevice() {
        SystemDevices found =
                SystemDevices.of(
                        """
                        0, 143771, 570.86.15, NVIDIA H200
                        1, 24564, 570.86.15, NVIDIA RTX, big
                        """);

        assertThat(found.driver()).contains("570.86.15");
        assertThat(found.devices())
                .containsExactly(
                        new Accelerator(
                                Accelerator.Kind.CUDA, 0, "NVIDIA H200", 143771L * (1 << 20)),
                        new Accelerator(
                                Accelerator.Kind.CUDA, 1, "NVIDIA RTX, big", 24564L * (1 << 20)));
    }

    @Test
    void whatIsNoDeviceIsPassedBy() {
        assertThat(SystemDevices.of("No devices were found\n").devices()).isEmpty();
        assertThat(SystemDevices.of("x, y, z, w\n\n,,,\n").devices()).isEmpty();
    }

    @Test
    void memoryThatIsNotKnownIsNone() {
        assertThat(SystemDevices.of("0, [N/A], 570, a GPU\n").devices())
                .containsExactly(new Accelerator(Accelerator.Kind.CUDA, 0, "a GPU", 0));
    }

    @Test
    void aToolThatIsNotThereOrFailsMeansNoDevice() {
        assertThat(SystemDevices.ask(List.of("no-such-tool-here")).devices()).isEmpty();
        assertThat(SystemDevices.ask(List.of("false")).driver()).isEmpty();
    }

    @Test
    void freeMemoryIsWhatTheToolSays() {
        assertThat(SystemDevices.free(List.of("echo", "1024"))).hasValue(1L << 30);
        assertThat(SystemDevices.free(List.of("echo", "[N/A]"))).isEmpty();
        assertThat(SystemDevices.free(List.of("no-such-tool-here"))).isEmpty();
    }

    @Test
    void aMacsGpuIsNamed() {
        assertThat(SystemDevices.apple("Mac OS X", "aarch64").orElseThrow().isUsable()).isFalse();
        assertThat(SystemDevices.apple("Mac OS X", "x86_64")).isEmpty();
        assertThat(SystemDevices.apple("Linux", "aarch64")).isEmpty();
    }
}
