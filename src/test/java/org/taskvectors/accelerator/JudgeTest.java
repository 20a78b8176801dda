package org.taskvectors.accelerator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Which device is said to be faster, and why.
class JudgeTest {
    private static final Accelerator GPU =
            new Accelerator(Accelerator.Kind.CUDA, 0, "NVIDIA H200", 140L << 30);
    private static final long BYTES = 32_000_000_000L;
    private static final Speed CPU = new Speed(10e9, 10e9, 20e9);

    private static Judge judge(Speed gpu) {
        return new Judge(CPU, Map.of(GPU, gpu));
    }

    @Test
    void aSlowDiskMakesTheProcessorAsFast() {
        Verdict verdict =
                judge(new Speed(40e9, 400e9, 5e12)).verdict(Workload.pass(BYTES, 0).from(2e9));

        assertThat(verdict.accelerator()).isEmpty();
        assertThat(verdict.reason()).isEqualTo("the disk is the limit: the CPU is as fast");
        assertThat(verdict.processorSeconds()).isEqualTo(16);
        assertThat(verdict.acceleratorSeconds()).isEqualTo(16);
    }

    @Test
    void aFastDiskLeavesItToTheComputing() {
        Verdict verdict =
                judge(new Speed(40e9, 400e9, 5e12)).verdict(Workload.pass(BYTES, 0).from(20e9));

        assertThat(verdict.accelerator()).contains(GPU);
        assertThat(verdict.label()).isEqualTo("GPU 0");
        assertThat(verdict.reason()).isEqualTo("GPU 0 takes some 1.6 s, the CPU some 3.2 s");
    }

    @Test
    void aNarrowBusLeavesItToTheProcessor() {
        Verdict verdict =
                judge(new Speed(6e9, 400e9, 5e12)).verdict(Workload.pass(BYTES, 0).from(20e9));

        assertThat(verdict.accelerator()).isEmpty();
        assertThat(verdict.reason())
                .isEqualTo(
                        "copying to the GPU 0 is the limit: GPU 0 takes some 5.3 s, the CPU some"
                                + " 3.2 s");
    }

    @Test
    void whatIsFasterByChanceIsNotChosen() {
        assertThat(judge(new Speed(10.5e9, 400e9, 5e12)).verdict(Workload.pass(BYTES, 0)).label())
                .isEqualTo("CPU");
    }

    @Test
    void anUnknownDiskIsNoLimit() {
        assertThat(judge(new Speed(40e9, 400e9, 5e12)).verdict(Workload.pass(BYTES, 0)))
                .satisfies(verdict -> assertThat(verdict.accelerator()).contains(GPU));
    }

    @Test
    void productsGoWhereTheyAreFaster() {
        assertThat(judge(new Speed(1, 1, 5e12)).verdict(Workload.matrices(1e13)).accelerator())
                .contains(GPU);
        assertThat(judge(new Speed(1, 1, 1e9)).verdict(Workload.matrices(1e13)).accelerator())
                .isEmpty();
    }

    @Test
    void aModelGoesWhereItsWeightsFit() {
        Judge judge = judge(new Speed(1, 1, 1));

        assertThat(judge.verdict(Workload.model(16L << 30)).accelerator()).contains(GPU);
        assertThat(judge.verdict(Workload.model(140L << 30)))
                .satisfies(
                        verdict -> {
                            assertThat(verdict.accelerator()).isEmpty();
                            assertThat(verdict.reason())
                                    .isEqualTo("its weights do not fit the memory of GPU 0");
                        });
    }

    @Test
    void libtorchsProcessorIsNeverFaster() {
        Judge judge = new Judge(CPU, Map.of(Accelerator.OF_LIBTORCH, new Speed(1e12, 1e12, 1e15)));

        assertThat(judge.verdict(Workload.pass(BYTES, 0)).accelerator())
                .isEqualTo(Optional.empty());
        assertThat(judge.verdict(Workload.matrices(1e12)).accelerator()).isEmpty();
        assertThat(judge.verdict(Workload.model(1)).accelerator()).isEmpty();
    }
}
