package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.List;
import org.taskvectors.job.CancelledException;

/// Measures ingredients before a method's rules are known: exactly, in passes over blocks, with
/// memory that does not grow with the tensors. What is measured does not depend on threads or
/// blocks.
public interface Meter {
    /// What the numbers of an order are taken from.
    enum Range {
        /// All tensors of an ingredient together.
        WHOLE,
        /// Each tensor by itself.
        TENSOR
    }

    /// How many weights there are.
    ///
    /// @param weights all of them
    /// @param zeros those that are zero
    record Counts(long weights, long zeros) {}

    /// Chooses the ranks whose magnitudes are wanted.
    @FunctionalInterface
    interface Ranks {
        /// Returns ranks among the magnitudes in ascending order, from 0 to before
        /// `counts.weights`.
        ///
        /// @param derived the index of what was derived
        /// @param slots the tensors that are ranked together
        long[] of(int derived, List<Slot> slots, Counts counts);
    }

    /// Magnitudes in their order.
    interface Order {
        /// Returns how many weights were ranked together.
        Counts counts(int derived, Slot slot);

        /// Returns the magnitude of a rank that was asked for.
        float at(int derived, Slot slot, long rank);
    }

    /// What is summed of derived numbers.
    enum Term {
        /// |x|
        MAGNITUDE,
        /// x²
        SQUARE
    }

    /// Sums in float64, joined in a fixed order.
    interface Sums {
        /// Returns the sum over a tensor; 0 where there is nothing to measure.
        double of(int derived, Slot slot);

        /// Returns the sum over all tensors.
        double whole(int derived);
    }

    /// Products of ingredients: ⟨a, b⟩ in float64, joined in a fixed order.
    interface Products {
        /// Returns ⟨a, b⟩ over a tensor; 0 where one of them does not hold it.
        double of(Slot slot, int a, int b);

        /// Returns ⟨a, b⟩ over all tensors.
        double whole(int a, int b);
    }

    /// Ranks the magnitudes of derived numbers.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read, or is
    ///   not finite
    Order order(List<? extends Derived> derived, Range range, Ranks ranks)
            throws IOException, CancelledException;

    /// Sums derived numbers.
    ///
    /// @throws IOException as [#order] does
    Sums sums(List<? extends Derived> derived, Term term) throws IOException, CancelledException;

    /// Multiplies all ingredients with each other.
    ///
    /// @throws IOException as [#order] does
    Products products() throws IOException, CancelledException;
}
