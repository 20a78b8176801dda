package org.taskvectors.device.torch;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.Architecture.Activation;

/// Small architectures that between them turn every switch.
final class TinyArchitectures {
    private TinyArchitectures() {}

    static Architecture llama(boolean isInterleaved) {
        return architecture(
                "Llama", 4, 2, List.of(0, 0), rope(8, isInterleaved, 1), false, false, true, 0);
    }

    static Architecture windowed() {
        return architecture(
                "Mistral", 4, 4, List.of(5, 5), rope(8, false, 1), false, false, false, 0);
    }

    static Architecture qwen3() {
        return architecture(
                "Qwen 3", 6, 2, List.of(0, 0), rope(8, false, 1.2), true, false, true, 0);
    }

    static Architecture gemma2() {
        return architecture(
                "Gemma 2", 4, 2, List.of(6, 0), rope(8, false, 1), false, true, true, 20);
    }

    static Architecture gpt2() {
        return new Architecture(
                "GPT-2",
                2,
                32,
                4,
                4,
                8,
                64,
                50,
                64,
                1e-5,
                Architecture.Norm.LAYER,
                0,
                Activation.GELU_TANH,
                false,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                List.of(0, 0),
                1 / Math.sqrt(8),
                0,
                0,
                1,
                false,
                false,
                true);
    }

    private static Architecture architecture(
            String name,
            int heads,
            int keyHeads,
            List<Integer> windows,
            Architecture.Rope rope,
            boolean hasHeadNorms,
            boolean hasPostNorms,
            boolean isTied,
            double cap) {
        return new Architecture(
                name,
                2,
                32,
                heads,
                keyHeads,
                8,
                48,
                50,
                64,
                1e-5,
                Architecture.Norm.RMS,
                hasPostNorms ? 1 : 0,
                hasPostNorms ? Activation.GELU_TANH : Activation.SILU,
                true,
                Optional.of(rope),
                Optional.empty(),
                Set.of(),
                windows,
                0.4,
                cap,
                cap == 0 ? 0 : cap / 2,
                hasPostNorms ? Math.sqrt(32) : 1,
                hasHeadNorms,
                hasPostNorms,
                isTied);
    }

    private static Architecture.Rope rope(int width, boolean isInterleaved, double factor) {
        return new Architecture.Rope(
                IntStream.range(0, width / 2)
                        .mapToObj(i -> Math.pow(100, -2.0 * i / width))
                        .toList(),
                factor,
                isInterleaved);
    }

    /// A Llama of 477 million weights, as the prototypes measured.
    static Architecture large() {
        return new Architecture(
                "Llama",
                10,
                2048,
                16,
                4,
                128,
                5632,
                32000,
                2048,
                1e-5,
                Architecture.Norm.RMS,
                0,
                Activation.SILU,
                true,
                Optional.of(rope(128, false, 1)),
                Optional.empty(),
                Set.of(),
                Collections.nCopies(10, 0),
                1 / Math.sqrt(128),
                0,
                0,
                1,
                false,
                false,
                true);
    }
}
