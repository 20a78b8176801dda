package org.taskvectors.device.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

class ScriptTest {
    private static final String FLOATS =
            """
              def floats(self: __torch__.M,
                x: Tensor) -> Tensor:
                return torch.to(x, 6)
              def fill(self: __torch__.M,
                x: Tensor,
                value: float) -> Tensor:
                return torch.fill_(x, value)
            """;

    private static Libtorch torch;

    @BeforeAll
    static void start() throws Exception {
        torch = TestTorch.start();
    }

    @Test
    void callsAnOperatorThatDjlLacks() {
        String text =
                """
                  def sign(self: __torch__.M,
                    x: Tensor,
                    by: float) -> Tensor:
                    return torch.mul(torch.erf(x), by)
                """;
        try (Script script = Script.of(text);
                Tensors tensors = torch.tensors()) {
            NDArray x = tensors.floats(new float[] {0, 0.5f, -3}, 3);
            NDArray y = script.call(tensors, "sign", Script.tensor(x), IValue.from(2.0));
            assertThat(y.toFloatArray()).containsExactly(0f, 1.0409998f, -1.9999558f);
        }
    }

    @Test
    void textThatIsNoScriptIsRefusedAndTheProcessLives() {
        assertThatThrownBy(() -> Script.of("  def f(self: __torch__.M) -> Tensor:\n    no(1)\n"))
                .isInstanceOf(EngineException.class);
    }

    @Test
    void aTensorOfBfloat16LiesOverTheProgramsOwnMemory() {
        try (Arena arena = Arena.ofShared();
                Script script = Script.of(Tensors.METHODS + FLOATS);
                Tensors tensors = torch.tensors()) {
            MemorySegment memory = arena.allocate(64, 64);
            NDArray alias =
                    tensors.alias(
                            script, memory, DType.BF16, new long[] {2, 3}, new long[] {16, 1});
            memory.setAtIndex(ValueLayout.JAVA_SHORT, 17, (short) 0x4040);
            assertThat(floats(script, tensors, alias)).containsExactly(0, 0, 0, 0, 3, 0);
            script.call(tensors, "fill", Script.tensor(alias), IValue.from(1.5)).close();
            assertThat(memory.getAtIndex(ValueLayout.JAVA_SHORT, 18)).isEqualTo((short) 0x3fc0);
            assertThat(memory.getAtIndex(ValueLayout.JAVA_SHORT, 3)).isZero();
        }
    }

    private static float[] floats(Script script, Tensors tensors, NDArray tensor) {
        return script.call(tensors, "floats", Script.tensor(tensor)).toFloatArray();
    }

    /// What DJL does not survive does not get to it.
    @Test
    void otherDtypesAndPlacesOutsideOfTheMemoryAreRefused() {
        try (Arena arena = Arena.ofShared();
                Script script = Script.of(Tensors.METHODS);
                Tensors tensors = torch.tensors()) {
            MemorySegment memory = arena.allocate(64, 64);
            for (DType dtype : List.of(DType.F16, DType.I16, DType.U16, DType.F64)) {
                assertThatThrownBy(() -> tensors.alias(script, memory, dtype, 4))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> tensors.alias(script, memory, DType.F32, 17))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(
                            () ->
                                    tensors.alias(
                                            script,
                                            MemorySegment.ofArray(new float[4]),
                                            DType.F32,
                                            4))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMatrixThatNoTensorHoldsIsCutIntoRows() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(7 * 5 * 2, 64);
            Weights matrix = new Weights(memory, DType.BF16, Shape.of(7, 5));
            assertThat(Body.parts(matrix, 70)).containsExactly(matrix);
            List<Weights> parts = Body.parts(matrix, 31);
            assertThat(parts.stream().map(part -> part.shape().size(0)).toList())
                    .containsExactly(3L, 3L, 1L);
            assertThat(parts.get(1).memory().address()).isEqualTo(memory.address() + 30);
            assertThat(parts.get(2).memory().byteSize()).isEqualTo(10);
        }
    }

    /// Tensors die with what made them.
    @Test
    void memoryDoesNotGrow() throws Exception {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "only Linux says how much memory is used");
        String text =
                """
                  def ones(self: __torch__.M,
                    count: int) -> Tensor:
                    return torch.ones([count])
                """;
        try (Script script = Script.of(text)) {
            long before = anonymousMegabytes(status);
            for (int i = 0; i < 100; i++) {
                try (Tensors tensors = torch.tensors()) {
                    script.call(tensors, "ones", IValue.from(1L << 21));
                }
            }
            // 100 rounds of eight megabytes.
            assertThat(anonymousMegabytes(status) - before).isLessThan(200);
        }
    }

    private static long anonymousMegabytes(Path status) throws Exception {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
