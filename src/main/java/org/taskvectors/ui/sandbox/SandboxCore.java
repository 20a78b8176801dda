package org.taskvectors.ui.sandbox;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.MemoryEstimate;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.sandbox.PromptForm;

/// What this place asks of the core.
public interface SandboxCore {
    /// What is known of a vector from its headers and from what was measured before.
    ///
    /// @param kind what it is: `full`, `LoRA r 16`
    /// @param norm ‖τ‖; empty where it was not measured yet
    /// @param families the module families that it changes
    record VectorFacts(String kind, OptionalDouble norm, Set<ModuleFamily> families) {
        public VectorFacts {
            EnumSet<ModuleFamily> inOrder = EnumSet.noneOf(ModuleFamily.class);
            inOrder.addAll(families);
            families = java.util.Collections.unmodifiableSet(inOrder);
        }
    }

    /// Returns what is known of a vector; reads no weights.
    VectorFacts vector(Located vector) throws IOException;

    /// Returns the forms that prompts can have on this base: its own first where its folder has
    /// some, then those of the program.
    List<PromptForm> forms(Located base) throws IOException;

    /// Returns what the model will take of memory, from headers.
    MemoryEstimate estimate(LiveRequest request) throws IOException;

    /// Loads what reads long texts, where that was not done; it may take seconds, and models answer
    /// without it.
    default void prepare() {}

    /// Prepares to load models, where that was not done; it may take seconds of one thread, and a
    /// model that is loaded later answers sooner.
    default void warmUp() {}

    /// Loads a model with its vectors; they lie on it with λ = 0 until they are turned.
    SandboxModel load(LiveRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException;
}
