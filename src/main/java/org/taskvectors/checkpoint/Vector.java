package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.LowRankFactors;

/// Numbers that are a change of a base's weights, by the base's names: a saved task vector, an
/// adapter, a difference, a combination of vectors.
public interface Vector extends Checkpoint {
    /// Returns the vector with its base: changes that need the base can be read too, and names and
    /// shapes are compared with the base's. The base stays the caller's; closing the result closes
    /// neither the base nor this.
    Vector on(Checkpoint base);

    /// Returns the base; empty if the vector has none at hand.
    Optional<Checkpoint> base();

    /// Returns the changes that cannot be read without more information; empty if the tensors are
    /// the whole change.
    List<Incomplete> incomplete();

    /// Returns how the change of `tensor` is stored.
    Kept kept(Tensor tensor);

    /// Returns the failure of reading until a person gives more information, such as the scale of
    /// factors; empty if nothing is missing.
    Optional<Failure> question();

    /// Checks that there is something to measure.
    ///
    /// @throws Failure the [#question], or that no change can be read without the base
    void requireReadable() throws Failure;

    /// Returns the decoded factors of a tensor whose change is [Kept#isFactored].
    ///
    /// @param memory receives the factors
    /// @throws IOException (a [Failure]) if they cannot be read
    /// @throws IllegalArgumentException if the change is no product of factors
    default LowRankFactors factors(Tensor tensor, Arena memory) throws IOException {
        throw new IllegalArgumentException(tensor.name() + " is no product of factors");
    }

    /// Whether it is an adapter, which computes its change from factors.
    default boolean isAdapter() {
        return about().adapter().isPresent();
    }

    /// Whether the change of `tensor` is that of all names under which the base stores the weight.
    /// A saved vector holds a tied weight once; an adapter changes each name by itself.
    default boolean changesTied(Tensor tensor) {
        return !isAdapter();
    }

    /// Whether more of it can be read with the base.
    default boolean needsBase() {
        return incomplete().stream().anyMatch(Incomplete::needsBase);
    }

    /// Returns a vector with its base; any other checkpoint unchanged.
    static Checkpoint on(Checkpoint checkpoint, Checkpoint base) {
        return checkpoint instanceof Vector vector ? vector.on(base) : checkpoint;
    }
}
