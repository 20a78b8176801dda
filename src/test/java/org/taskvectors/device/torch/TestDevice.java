package org.taskvectors.device.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.MatrixProgram;
import org.taskvectors.tensor.OffloadedAlgebra;
import org.taskvectors.tensor.OffloadedKernels;
import org.taskvectors.tensor.OffloadedMatrices;

/// One of libtorch's devices, for tests of matrices; all else is the processor's. It is chosen for
/// products as a chooser would, and can be made to fail.
public final class TestDevice implements ForwardingDevice {
    private static final long BUDGET = 1L << 29;

    /// What is asked when the device fails: one of both answers.
    public static final class Asked implements OffloadedKernels.Rescue {
        private final boolean goesOn;
        private final List<Failure> failures = new ArrayList<>();

        public Asked(boolean goesOn) {
            this.goesOn = goesOn;
        }

        @Override
        public boolean isWithoutDevice() {
            return !failures.isEmpty();
        }

        @Override
        public void decide(Failure failure) throws Failure {
            failures.add(failure);
            if (!goesOn) {
                throw failure;
            }
        }

        public List<Failure> failures() {
            return failures;
        }
    }

    private final Libtorch torch;
    private final TorchPlace place;
    private final long budget;
    private final OffloadedKernels.Rescue rescue;
    private final UnaryOperator<MatrixProgram> matrices;
    private final UnaryOperator<Algebra> algebra;
    private final List<Double> chosenFor = new ArrayList<>();

    private TestDevice(
            Libtorch torch,
            TorchPlace place,
            long budget,
            OffloadedKernels.Rescue rescue,
            UnaryOperator<MatrixProgram> matrices,
            UnaryOperator<Algebra> algebra) {
        this.torch = torch;
        this.place = place;
        this.budget = budget;
        this.rescue = rescue;
        this.matrices = matrices;
        this.algebra = algebra;
    }

    static List<TorchPlace> places(Libtorch torch) {
        return Stream.concat(
                        Stream.of(TorchPlace.PROCESSOR),
                        IntStream.range(0, torch.gpus()).mapToObj(gpu -> TorchPlace.gpu(gpu)))
                .toList();
    }

    /// Returns every device of libtorch on this machine: the processor, and each NVIDIA GPU. A test
    /// that has no libtorch is skipped.
    public static List<TestDevice> all() throws Failure {
        Libtorch torch = TestTorch.start();
        return places(torch).stream()
                .map(
                        place ->
                                new TestDevice(
                                        torch,
                                        place,
                                        BUDGET,
                                        new Asked(false),
                                        UnaryOperator.identity(),
                                        UnaryOperator.identity()))
                .toList();
    }

    /// Returns the same device with less memory.
    public TestDevice with(long bytes) {
        return new TestDevice(torch, place, bytes, rescue, matrices, algebra);
    }

    /// Returns the same device with what its program for matrices becomes, and who is asked when it
    /// fails.
    public TestDevice withMatrices(
            UnaryOperator<MatrixProgram> failing, OffloadedKernels.Rescue asked) {
        return new TestDevice(torch, place, budget, asked, failing, algebra);
    }

    /// Returns the same device with what its algebra becomes, and who is asked when it fails.
    public TestDevice withAlgebra(UnaryOperator<Algebra> failing, OffloadedKernels.Rescue asked) {
        return new TestDevice(torch, place, budget, asked, matrices, failing);
    }

    /// Returns a failure as the device has it.
    public static Failure outOfMemory() {
        return Failure.of(TorchProblem.OUT_OF_DEVICE_MEMORY, null, "the memory is full", "");
    }

    /// Returns the multiplications that it was chosen for, choice by choice.
    public List<Double> chosenFor() {
        return chosenFor;
    }

    private TorchProducts products() {
        return new TorchProducts(torch, place, budget, rescue);
    }

    @Override
    public Device forProducts(double multiplications, Cancellation cancellation) {
        chosenFor.add(multiplications);
        return this;
    }

    @Override
    public Device device() {
        return CPU;
    }

    @Override
    public String label() {
        return place.name();
    }

    @Override
    public String toString() {
        return label();
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return new OffloadedAlgebra(
                algebra.apply(products().algebra(multiplications, threads, cancellation)),
                CPU.algebra(multiplications, threads, cancellation),
                rescue);
    }

    @Override
    public Optional<MatrixProgram> matrixProgram(int threads, Cancellation cancellation) {
        return Optional.of(
                new OffloadedMatrices(
                        matrices.apply(
                                products().matrixProgram(threads, cancellation).orElseThrow()),
                        rescue));
    }
}
