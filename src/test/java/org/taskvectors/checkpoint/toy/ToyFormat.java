package org.taskvectors.checkpoint.toy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A format that nobody uses, to show what a new one takes: four letters, and the float32 numbers
/// of one tensor.
public final class ToyFormat implements Format {
    private static final String MAGIC = "TOY!";

    /// What a file's bytes show.
    enum Kind implements FileKind {
        TOY;

        @Override
        public String label() {
            return "toy file";
        }

        @Override
        public String what() {
            return "";
        }

        @Override
        public String advice() {
            return "";
        }
    }

    /// The bytes of a file with these numbers.
    public static byte[] bytes(byte[] numbers) {
        byte[] bytes = new byte[MAGIC.length() + numbers.length];
        System.arraycopy(MAGIC.getBytes(US_ASCII), 0, bytes, 0, MAGIC.length());
        System.arraycopy(numbers, 0, bytes, MAGIC.length(), numbers.length);
        return bytes;
    }

    @Override
    public String label() {
        return "toy";
    }

    @Override
    public List<String> endings() {
        return List.of(".toy");
    }

    @Override
    public Optional<FileKind> recognise(FirstBytes bytes) {
        return bytes.startWith(MAGIC) ? Optional.of(Kind.TOY) : Optional.empty();
    }

    @Override
    public WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier) {
        long elements = (file.size() - MAGIC.length()) / Float.BYTES;
        return new ToyFile(file, new Tensor("model.norm.weight", DType.F32, Shape.of(elements)));
    }

    private record ToyFile(ReadableFile file, Tensor only) implements WeightsFile {
        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public String format() {
            return Kind.TOY.label();
        }

        @Override
        public List<Tensor> tensors() {
            return List.of(only);
        }

        @Override
        public Optional<Tensor> tensor(String name) {
            return Optional.of(only).filter(tensor -> tensor.name().equals(name));
        }

        @Override
        public Map<String, String> metadata() {
            return Map.of();
        }

        @Override
        public List<String> notes() {
            return List.of();
        }

        @Override
        public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
            long offset = WeightsFile.offsetWithin(tensor, firstElement, target.byteSize());
            file.read(MAGIC.length() + offset, target);
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
