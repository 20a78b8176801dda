package org.taskvectors.analysis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;

/// Some of the tensors of a checkpoint, which stays its owner's to close.
final class SomeTensors implements Checkpoint {
    private final Checkpoint all;
    private final List<Tensor> some;

    SomeTensors(Checkpoint all, List<Tensor> some) {
        this.all = all;
        this.some = List.copyOf(some);
    }

    @Override
    public String name() {
        return all.name();
    }

    @Override
    public Optional<Path> path() {
        return all.path();
    }

    @Override
    public String format() {
        return all.format();
    }

    @Override
    public List<Tensor> tensors() {
        return some;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return some.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    @Override
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws IOException {
        all.read(tensor, firstElement, target);
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public Optional<ModelConfig> config() {
        return all.config();
    }

    @Override
    public List<String> notes() {
        return List.of();
    }

    @Override
    public List<String> companions() {
        return List.of();
    }

    @Override
    public long bytesOnDisk() {
        return 0;
    }

    @Override
    public int files() {
        return all.files();
    }

    @Override
    public void close() {
        // The checkpoint behind it is closed by whoever opened it.
    }
}
