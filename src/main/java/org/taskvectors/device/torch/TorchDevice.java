package org.taskvectors.device.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.taskvectors.accelerator.Accelerator;
import org.taskvectors.accelerator.DeviceTrouble;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.tensor.Algebra;
import org.taskvectors.tensor.BlockProgram;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.ForwardingDevice;
import org.taskvectors.tensor.Kernels;
import org.taskvectors.tensor.OffloadedKernels;

/// An accelerator as a device for passes over blocks: each thread of a pass has a [TorchProgram].
/// Each pass decides for itself what becomes of it when the device fails, and gives the device's
/// memory back when its last thread ends.
final class TorchDevice implements ForwardingDevice {
    /// A unit of float32, the widest dtype that is computed on the device.
    private static final int BLOCK_BYTES = 4 << 20;

    /// What a decomposition may take where the device does not say what it has.
    private static final long LEAST_BUDGET = 1 << 29;

    private final Libtorch torch;
    private final Accelerator accelerator;
    private final TorchPlace place;
    private final FreeMemory memory;
    private final DeviceTrouble trouble;
    private final UnaryOperator<BlockProgram> around;
    private final TorchFailures failures;

    /// @param memory of the device
    /// @param trouble decides when the device fails
    TorchDevice(Libtorch torch, Accelerator accelerator, FreeMemory memory, DeviceTrouble trouble) {
        this(torch, accelerator, memory, trouble, UnaryOperator.identity());
    }

    /// @param around wraps each thread's program
    TorchDevice(
            Libtorch torch,
            Accelerator accelerator,
            FreeMemory memory,
            DeviceTrouble trouble,
            UnaryOperator<BlockProgram> around) {
        this.torch = torch;
        this.accelerator = accelerator;
        this.place = new TorchPlace(accelerator);
        this.memory = memory;
        this.trouble = trouble;
        this.around = around;
        failures = new TorchFailures(accelerator);
    }

    @Override
    public String label() {
        return accelerator.label();
    }

    @Override
    public Device device() {
        return CPU;
    }

    @Override
    public int blockBytes() {
        return BLOCK_BYTES;
    }

    @Override
    public Device forPass(long bytesToRead, List<Path> files, Cancellation cancellation) {
        return new Pass(cancellation);
    }

    @Override
    public Device forProducts(double multiplications, Cancellation cancellation) {
        return matrices(cancellation);
    }

    private TorchProducts matrices(Cancellation cancellation) {
        long budget = memory.bytes().orElse(accelerator.memory() / 2) / 2;
        return new TorchProducts(
                torch,
                place,
                Math.max(LEAST_BUDGET, budget),
                new AskedOnce(accelerator, trouble, cancellation));
    }

    /// Returns kernels for one thread, which fail when the device does, unless the trouble's answer
    /// is to go on.
    @Override
    public Kernels kernels(long bytesToRead) {
        return new Pass(new Cancellation()).kernels(bytesToRead);
    }

    @Override
    public Algebra algebra(double multiplications, int threads, Cancellation cancellation) {
        return matrices(cancellation).algebra(multiplications, threads, cancellation);
    }

    /// The device for one pass.
    private final class Pass implements ForwardingDevice {
        private final AskedOnce rescue;
        private final OptionalLong free;
        private final AtomicInteger programs = new AtomicInteger();

        Pass(Cancellation cancellation) {
            rescue = new AskedOnce(accelerator, trouble, cancellation);
            free = memory.bytes();
        }

        @Override
        public String label() {
            return rescue.isWithoutDevice() ? CPU.label() : accelerator.label();
        }

        @Override
        public Kernels kernels(long bytesToRead) {
            int number = programs.incrementAndGet();
            TorchProgram program =
                    new TorchProgram(() -> start(number), failures, this::programIsClosed);
            return new OffloadedKernels(around.apply(program), CPU.kernels(bytesToRead), rescue);
        }

        /// @param number how many programs there are with this one
        private TorchProgram.Started start(int number) throws Failure {
            if (free.isPresent() && number * TorchProgram.BYTES > free.getAsLong()) {
                throw failures.full(
                        (free.getAsLong() >> 20)
                                + " MB of it are free, which is too little for thread "
                                + number,
                        TorchProgram.fits());
            }
            return TorchProgram.Started.on(torch, place);
        }

        /// After a pass others may have the device's memory.
        private void programIsClosed() {
            if (programs.decrementAndGet() == 0) {
                torch.giveBack(place);
            }
        }

        @Override
        public Device device() {
            return TorchDevice.this;
        }
    }
}
