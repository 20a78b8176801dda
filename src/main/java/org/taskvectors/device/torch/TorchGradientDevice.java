package org.taskvectors.device.torch;

import ai.djl.engine.EngineException;
import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.gradient.FrozenBase;
import org.taskvectors.inference.gradient.GradientDevice;
import org.taskvectors.inference.gradient.Gradients;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;
import org.taskvectors.inference.gradient.TrainedState;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// The processor by libtorch's operators, as a device that trains.
///
/// @param source the libtorch of this process
public record TorchGradientDevice(LibtorchSource source) implements GradientDevice {
    /// Its libraries come from the first of some folders that has any, else out of the jar.
    ///
    /// @param unpacked where unpacked libraries may lie
    /// @param cache where they are unpacked
    public TorchGradientDevice(List<Path> unpacked, Path cache) {
        this(new LibtorchSource(LibtorchFolders.own(unpacked, cache)));
    }

    @Override
    public String label() {
        return "CPU";
    }

    @Override
    public Gradients open(
            FrozenBase base,
            TrainedPlan plan,
            TrainedState state,
            Options options,
            Cancellation cancellation)
            throws Failure, CancelledException {
        if (base.fourBit().isPresent() && !options.recomputes()) {
            throw new IllegalArgumentException("what is expanded for a layer is gone after it");
        }
        Libtorch torch = source.load(cancellation);
        try {
            int threads = options.threads();
            return new TorchGradients(
                    new GradientModel(torch, base, plan, state, threads, parts(plan, threads)),
                    options);
        } catch (EngineException e) {
            throw TorchFailures.of(e, TorchPlace.PROCESSOR);
        }
    }

    /// Each part has gradients of its own, which are as large as the model where all of it is
    /// trained. What is dropped is drawn from one generator, in the order in which it is asked.
    private static int parts(TrainedPlan plan, int threads) {
        return plan.method() == Method.FULL || plan.dropout() > 0 ? 1 : threads;
    }
}
