package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.BoundModel;
import org.taskvectors.inference.DeviceMemory;
import org.taskvectors.inference.Weights;
import org.taskvectors.inference.kernel.BakeTerm;
import org.taskvectors.tensor.DType;

/// Copies of the program's blocks on one of libtorch's devices: one tensor of bytes for each block,
/// of which weights are views.
final class TorchModelMemory implements DeviceMemory {
    /// Bytes that are copied at once.
    private static final long PIECE = 64L << 20;

    /// Elements that are baked at once: what a sum needs beside its operands stays small.
    private static final long BAKED = 1L << 24;

    private static final String METHODS =
            """
              def room(self: __torch__.M,
                bytes: int) -> Tensor:
                return torch.empty([bytes], dtype=0, device=DEVICE, pin_memory=False)
              def put(self: __torch__.M,
                copy: Tensor,
                at: int,
                x: Tensor) -> Tensor:
                return torch.copy_(torch.narrow(copy, 0, at, torch.size(x, 0)), x)
              def get(self: __torch__.M,
                copy: Tensor,
                at: int,
                x: Tensor) -> Tensor:
                return torch.copy_(x, torch.narrow(copy, 0, at, torch.size(x, 0)))
              def view(self: __torch__.M,
                copy: Tensor,
                dtype: int,
                at: int,
                sizes: List[int],
                strides: List[int]) -> Tensor:
                none = torch.empty([0], dtype=dtype, device=DEVICE, pin_memory=False)
                return torch.set_(none, copy, at, sizes, strides)
              def bake(self: __torch__.M,
                base: Tensor,
                changes: List[Tensor],
                factors: List[float],
                half: bool,
                into: Tensor) -> Tensor:
                sum = torch.to(base, 6, False, True)
                for i in range(torch.len(changes)):
                  change = torch.mul(torch.to(changes[i], 6), factors[i])
                  sum = torch.add_(sum, change)
                bad = torch.any(torch.isnan(sum))
                if half:
                  sum = torch.to(torch.to(sum, 5), 6)
                done = torch.copy_(into, sum)
                return torch.to(torch.to(bad, 6), torch.device("cpu"), None, False, False)
            """;

    private record Copy(MemorySegment block, NDArray bytes) {
        boolean has(MemorySegment part) {
            long from = part.address() - block.address();
            return from >= 0 && from + part.byteSize() <= block.byteSize();
        }

        long offset(MemorySegment part) {
            return part.address() - block.address();
        }
    }

    private final Libtorch torch;
    private final TorchPlace place;
    private final int threads;
    private final int chunk;
    private final AtomicLong taken;
    private final Script script;
    private final Tensors tensors;
    private final List<Copy> copies = new ArrayList<>();

    /// @param threads that may work on one product, where the place is the processor
    /// @param chunk how many tokens of a text are read in one piece
    /// @param taken counts the bytes that models take of the device
    /// @throws Failure if the device fails
    static TorchModelMemory open(
            Libtorch torch, TorchPlace place, int threads, int chunk, AtomicLong taken)
            throws Failure {
        try {
            return new TorchModelMemory(torch, place, threads, chunk, taken);
        } catch (EngineException e) {
            throw TorchFailures.of(e, place);
        }
    }

    private TorchModelMemory(
            Libtorch torch, TorchPlace place, int threads, int chunk, AtomicLong taken) {
        this.torch = torch;
        this.place = place;
        this.threads = threads;
        this.chunk = chunk;
        this.taken = taken;
        this.script = Script.of(METHODS, place);
        this.tensors = torch.tensors();
    }

    TorchPlace place() {
        return place;
    }

    @Override
    public synchronized boolean reserve(MemorySegment block) throws Failure {
        try {
            NDArray room = script.call(tensors, "room", IValue.from(block.byteSize()));
            copies.add(new Copy(block, room));
            taken.addAndGet(block.byteSize());
            return true;
        } catch (EngineException e) {
            Failure failure = TorchFailures.of(e, place);
            if (failure.problem() == TorchProblem.OUT_OF_DEVICE_MEMORY) {
                return false;
            }
            throw failure;
        }
    }

    /// Returns the failure of something that the device had no room for, or as it is another.
    Failure noRoom(EngineException error, String what) {
        Failure failure = TorchFailures.of(error, place);
        return failure.problem() == TorchProblem.OUT_OF_DEVICE_MEMORY
                ? Failure.of(
                                failure.problem(),
                                null,
                                "the device " + place.name() + " has no room for " + what,
                                "Choose a shorter context, unload other models, or run the model"
                                        + " on the processor")
                        .causedBy(error)
                : failure;
    }

    @Override
    public synchronized void put(MemorySegment part) throws Failure {
        copy("put", part);
    }

    @Override
    public synchronized void get(MemorySegment part) throws Failure {
        copy("get", part);
    }

    private void copy(String method, MemorySegment part) throws Failure {
        Copy copy = copy(part);
        torch.threads(threads);
        for (long at = 0; at < part.byteSize(); at += PIECE) {
            long bytes = Math.min(PIECE, part.byteSize() - at);
            MemorySegment piece = part.asSlice(at, bytes);
            try (Tensors memory = tensors.within()) {
                NDArray host =
                        memory.manager()
                                .create(
                                        piece.asByteBuffer().order(ByteOrder.nativeOrder()),
                                        new Shape(bytes),
                                        DataType.UINT8);
                script.call(
                        memory,
                        method,
                        Script.tensor(copy.bytes()),
                        IValue.from(copy.offset(piece)),
                        Script.tensor(host));
            } catch (EngineException e) {
                throw TorchFailures.of(e, place);
            }
        }
    }

    private Copy copy(MemorySegment part) {
        return find(part)
                .orElseThrow(() -> new IllegalArgumentException(part + " has no copy there"));
    }

    private Optional<Copy> find(MemorySegment part) {
        return copies.stream().filter(copy -> copy.has(part)).findFirst();
    }

    @Override
    public synchronized boolean holds(MemorySegment part) {
        return find(part).isPresent();
    }

    @Override
    public synchronized long bytes() {
        return copies.stream().mapToLong(copy -> copy.block().byteSize()).sum();
    }

    /// Returns the tensor of weights that have a copy.
    ///
    /// @param owner what it belongs to
    synchronized NDArray view(Tensors owner, Weights weights) {
        return view(owner, weights.memory(), weights.dtype(), weights.shape().sizes());
    }

    private NDArray view(Tensors owner, MemorySegment part, DType dtype, long... sizes) {
        Copy copy = copy(part);
        return script.call(
                owner,
                "view",
                Script.tensor(copy.bytes()),
                IValue.from((long) code(dtype)),
                IValue.from(copy.offset(part) / dtype.bytes()),
                IValue.listFrom(sizes),
                IValue.listFrom(Tensors.strides(sizes)));
    }

    private static int code(DType dtype) {
        return dtype == DType.F16 ? 5 : Body.code(dtype);
    }

    @Override
    public synchronized boolean bake(
            Weights from, List<BakeTerm> terms, DType written, MemorySegment into) throws Failure {
        List<BakeTerm> added = terms.stream().filter(term -> term.lambda() != 0).toList();
        if (!holds(from.memory())
                || !holds(into)
                || !added.stream().allMatch(term -> holds(term.memory()))) {
            return false;
        }
        torch.threads(threads);
        DType held = written == DType.BF16 ? DType.BF16 : DType.F32;
        long elements = into.byteSize() / held.bytes();
        for (long first = 0; first < elements; first += BAKED) {
            long count = Math.min(BAKED, elements - first);
            try (Tensors memory = tensors.within()) {
                List<NDArray> changes = new ArrayList<>();
                for (BakeTerm term : added) {
                    changes.add(part(memory, term.memory(), term.dtype(), first, count));
                }
                NDArray bad =
                        script.call(
                                memory,
                                "bake",
                                Script.tensor(
                                        part(memory, from.memory(), from.dtype(), first, count)),
                                Script.tensors(changes),
                                IValue.listFrom(
                                        added.stream().mapToDouble(BakeTerm::lambda).toArray()),
                                IValue.from(written == DType.F16),
                                Script.tensor(part(memory, into, held, first, count)));
                if (bad.toFloatArray()[0] != 0) {
                    return false;
                }
            } catch (EngineException e) {
                throw TorchFailures.of(e, place);
            }
        }
        return true;
    }

    private NDArray part(Tensors owner, MemorySegment memory, DType dtype, long first, long count) {
        long width = dtype.bytes();
        return view(owner, memory.asSlice(first * width, count * width), dtype, count);
    }

    @Override
    public Reader reader(BoundModel model) throws Failure {
        try {
            return new TorchModelReader(
                    this,
                    new TorchReader(torch, model, new DeviceWeights(this, model), threads, chunk));
        } catch (EngineException e) {
            throw TorchFailures.of(e, place);
        }
    }

    /// Takes note of bytes that a text takes; negative where it gives them back.
    void take(long bytes) {
        taken.addAndGet(bytes);
    }

    @Override
    public synchronized void close() {
        taken.addAndGet(-bytes());
        copies.clear();
        tensors.close();
        script.close();
        torch.giveBack(place);
    }
}
