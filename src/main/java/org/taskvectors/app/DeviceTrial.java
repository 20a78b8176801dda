package org.taskvectors.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.Trial;
import org.taskvectors.accelerator.TrialMaker;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.extraction.ExtractionRequest;
import org.taskvectors.extraction.ExtractionResult;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.extraction.Policies;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ScratchFolder;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Shape;

/// Extracts a vector from a small pair of made-up models, once on the processor and once on another
/// device, by the same code as any extraction, and compares file and profile.
///
/// @param program name and version, as provenance tells it
/// @param threads of the processor that work
record DeviceTrial(String program, int threads) implements TrialMaker {
    private static final int SIDE = 1024;
    private static final int LAYERS = 12;

    /// One tensor has an odd length, so that units and leaves end within it.
    private static final int ODD = 3 * SIDE * SIDE + 777;

    @Override
    public Trial run(Accelerator accelerator, Device device, Cancellation cancellation)
            throws Failure, CancelledException {
        try (ScratchFolder scratch = ScratchFolder.make("device-trial")) {
            Path folder = scratch.path();
            Path base = models(folder.resolve("base.safetensors"), 1, cancellation);
            Path tuned = models(folder.resolve("tuned.safetensors"), 2, cancellation);
            // What is measured is kept beside the vector, and goes with it.
            Extractor extractor = new Extractor(program, new ProfileStore(folder));
            Path here = folder.resolve("processor.safetensors");
            Path there = folder.resolve("device.safetensors");
            // The first run of each compiles, and its time tells nothing.
            for (int turn = 0; turn < 2; turn++) {
                extract(extractor, base, tuned, here, Device.CPU, cancellation);
                extract(extractor, base, tuned, there, device, cancellation);
            }
            ExtractionResult one = extract(extractor, base, tuned, here, Device.CPU, cancellation);
            ExtractionResult other = extract(extractor, base, tuned, there, device, cancellation);
            return new Trial(
                    accelerator,
                    one.bytesRead(),
                    one.took().toNanos() / 1e9,
                    other.took().toNanos() / 1e9,
                    difference(one, other));
        } catch (Failure failure) {
            throw failure;
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.READ_FAILED,
                            null,
                            "the trial's files cannot be read: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
    }

    private ExtractionResult extract(
            Extractor extractor,
            Path base,
            Path tuned,
            Path output,
            Device device,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return extractor.extract(
                new ExtractionRequest(
                        Located.of(base),
                        Located.of(tuned),
                        output,
                        Policies.DEFAULT,
                        true,
                        new Compute(device, threads)),
                new Progress(),
                cancellation);
    }

    private static Optional<String> difference(ExtractionResult one, ExtractionResult other)
            throws IOException {
        if (!one.profile().tensors().equals(other.profile().tensors())) {
            return Optional.of("what was measured differs");
        }
        if (!one.profile().checksum().equals(other.profile().checksum())) {
            return Optional.of("the vectors' weights differ");
        }
        long at = Files.mismatch(one.output(), other.output());
        return at == -1
                ? Optional.empty()
                : Optional.of("the vectors' files differ from byte " + at + " on");
    }

    /// Weights of about 0.02 in bfloat16, by a counter: the second model's are a little off the
    /// first's.
    private static Path models(Path file, int model, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Tensor> tensors =
                Stream.concat(
                                Stream.iterate(0, layer -> layer + 1)
                                        .limit(LAYERS)
                                        .map(layer -> matrix("model.layers." + layer)),
                                Stream.of(new Tensor("odd", DType.BF16, Shape.of(ODD))))
                        .toList();
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of());
        try (Arena arena = Arena.ofConfined();
                AtomicFile out = AtomicFile.begin(file)) {
            out.write(0, MemorySegment.ofArray(layout.header()));
            for (int number = 0; number < tensors.size(); number++) {
                cancellation.check();
                Tensor tensor = tensors.get(number);
                MemorySegment bytes = arena.allocate(2 * tensor.elements());
                for (long i = 0; i < tensor.elements(); i++) {
                    bytes.setAtIndex(WEIGHT, i, weight(i, model));
                }
                out.write(layout.offset(number), bytes);
            }
            out.commit();
        }
        return file;
    }

    private static final ValueLayout.OfShort WEIGHT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static short weight(long index, int number) {
        long mixed = (index + 1) * 0x9E3779B97F4A7C15L;
        float weight = (mixed >> 40) * 0x1p-23f * 0.04f;
        float change = number == 1 ? 0 : (mixed << 20 >> 40) * 0x1p-23f * 0.001f;
        return (short) (Float.floatToRawIntBits(weight + change) >>> 16);
    }

    private static Tensor matrix(String layer) {
        return new Tensor(layer + ".mlp.down_proj.weight", DType.BF16, Shape.of(SIDE, 2 * SIDE));
    }
}
