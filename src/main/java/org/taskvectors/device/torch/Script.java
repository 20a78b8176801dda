package org.taskvectors.device.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.taskvectors.file.Failure;

/// A TorchScript module in memory, and calls of its methods.
final class Script implements AutoCloseable {
    // Must stay reachable as long as the block: when the collector takes it, the block's native
    // handle is released.
    private final Model model;
    private final PtSymbolBlock block;

    private Script(Model model, PtSymbolBlock block) {
        this.model = model;
        this.block = block;
    }

    /// Compiles methods for a device.
    ///
    /// @param methods their text, see [ScriptArchive]; the word `DEVICE` in it is the device
    /// @throws ai.djl.engine.EngineException if libtorch does not understand the text
    static Script of(String methods, TorchPlace place) {
        return of(place.in(methods));
    }

    /// Compiles methods.
    ///
    /// @param methods their text, see [ScriptArchive]
    /// @throws ai.djl.engine.EngineException if libtorch does not understand the text
    static Script of(String methods) {
        // A module without weights is at home anywhere; DJL would take the first GPU.
        Model model = Model.newInstance("script", Device.cpu(), Libtorch.ENGINE);
        try {
            ((PtModel) model).load(new ByteArrayInputStream(ScriptArchive.of(methods)));
            return new Script(model, (PtSymbolBlock) model.getBlock());
        } catch (IOException e) {
            model.close();
            throw new UncheckedIOException(
                    Failure.of(
                                    TorchProblem.DEVICE_FAILED,
                                    Path.of(System.getProperty("java.io.tmpdir", ".")),
                                    "a program for libtorch cannot be written into it: "
                                            + e.getMessage(),
                                    "Make room in the folder for temporary files, or name"
                                            + " another one")
                            .causedBy(e));
        } catch (MalformedModelException e) {
            model.close();
            throw new IllegalStateException(e);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /// Calls a method that returns one tensor. Its arguments are closed.
    ///
    /// @param memory what the result belongs to
    NDArray call(Tensors memory, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
            NDList list = result.toNDList((PtNDManager) memory.manager());
            return list.get(0);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /// Calls a method that returns a list of tensors. Its arguments are closed.
    ///
    /// @param memory what the results belong to
    List<NDArray> callAll(Tensors memory, String method, IValue... arguments) {
        try (IValue result = IValueUtils.runMethod(block, method, arguments)) {
            return List.copyOf(result.toNDList((PtNDManager) memory.manager()));
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /// Calls a method that returns one tensor, through which gradients flow where they are asked
    /// for. What [#call] returns is closed to gradients, and so are its arguments' ways.
    ///
    /// @param memory what the result belongs to
    /// @param arguments in order; tensors of a list have its name, such as `w[]`, as their own
    NDArray forward(Tensors memory, String method, NDArray... arguments) {
        try (NDArray marker = memory.manager().create(0f)) {
            marker.setName("module_method:" + method);
            NDList all = new NDList(marker);
            all.addAll(List.of(arguments));
            return IValueUtils.forward(block, all, true).get(0);
        }
    }

    /// Returns a tensor as an argument.
    static IValue tensor(NDArray tensor) {
        return IValue.from((PtNDArray) tensor);
    }

    /// Returns a list of tensors as an argument.
    static IValue tensors(List<NDArray> tensors) {
        return IValue.listFrom(
                tensors.stream().map(PtNDArray.class::cast).toArray(PtNDArray[]::new));
    }

    @Override
    public void close() {
        model.close();
    }
}
