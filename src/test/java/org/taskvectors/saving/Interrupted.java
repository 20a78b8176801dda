package org.taskvectors.saving;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.UnitPlan;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;

/// Saves an adapter on its base, a file for each few tensors, and is stopped on the way; also as a
/// process of its own, whose virtual machine is halted in the middle of a file.
final class Interrupted {
    static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    static final long SHARD = 900;

    private final Path output;
    private final AtomicInteger read = new AtomicInteger();
    private Act atTensor = () -> {};
    private int stopAt = Integer.MAX_VALUE;
    private String digest = "digest";
    private boolean isAnew;

    /// What happens on the way.
    interface Act {
        void run() throws IOException;
    }

    Interrupted(Path output) {
        this.output = output;
    }

    /// @param happens when the reader of that tensor is opened, counted from 1
    Interrupted at(int tensor, Act happens) {
        stopAt = tensor;
        atTensor = happens;
        return this;
    }

    Interrupted of(String other) {
        digest = other;
        return this;
    }

    Interrupted anew() {
        isAnew = true;
        return this;
    }

    /// How many tensors were read.
    int read() {
        return read.get();
    }

    /// A fingerprint that rides along, as that of a merge's base does.
    static final class Riding implements Rider {
        private final Checksums sums;

        Riding(List<Tensor> tensors) {
            sums = new Checksums(tensors);
        }

        String fingerprint() {
            return sums.fingerprint();
        }

        @Override
        public Lane lane(UnitPlan plan, int first) {
            return sums.lane(row -> first + row, Blocks::last);
        }

        @Override
        public String found(int first, int count) {
            StringBuilder text = new StringBuilder();
            for (int i = first; i < first + count; i++) {
                text.append(sums.sum(i)).append(' ');
            }
            return text.toString();
        }

        @Override
        public void take(int first, int count, String found) {
            String[] parts = found.split(" ", -1);
            if (parts.length != count + 1) {
                throw new IllegalArgumentException(found);
            }
            for (int i = 0; i < count; i++) {
                sums.take(first + i, Long.parseLong(parts[i]));
            }
        }
    }

    /// What rode on the last [#save].
    private Optional<Riding> riding = Optional.empty();

    String fingerprint() {
        return riding.orElseThrow().fingerprint();
    }

    SaveResult save(Cancellation cancellation) throws Exception {
        try (Checkpoint base = Checkpoints.open(GOLDEN.resolve("merge/recipe/float32/base"));
                Checkpoint change = Checkpoints.open(GOLDEN.resolve("merge/recipe/float32/lora"))) {
            Checkpoint model = EditedModel.of(base, SavedVector.of(change));
            Riding rider = new Riding(model.tensors());
            riding = Optional.of(rider);
            return new Saver("Program 1")
                    .save(
                            new SaveRequest(
                                    watched(model),
                                    new Target.Folder(output, SHARD, isAnew),
                                    Compute.onCpu(1),
                                    Beside.NONE,
                                    Optional.of(new Resumable(digest, "a test"))),
                            rider,
                            new Progress(),
                            cancellation);
        }
    }

    private Checkpoint watched(Checkpoint model) {
        return (Checkpoint)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Checkpoint.class},
                        (_, method, given) -> {
                            if (method.getName().equals("reader")
                                    && read.incrementAndGet() == stopAt) {
                                atTensor.run();
                            }
                            try {
                                return method.invoke(model, given);
                            } catch (InvocationTargetException e) {
                                throw e.getCause() == null ? e : e.getCause();
                            }
                        });
    }

    /// @param arguments the folder, and the tensor at which the virtual machine is halted
    public static void main(String[] arguments) throws Exception {
        new Interrupted(Path.of(arguments[0]))
                .at(Integer.parseInt(arguments[1]), () -> Runtime.getRuntime().halt(9))
                .save(new Cancellation());
        throw new IOException("it was not stopped");
    }
}
