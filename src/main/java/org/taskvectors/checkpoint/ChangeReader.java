package org.taskvectors.checkpoint;

import java.io.IOException;

/// A reader of a change of a base's weights that is computed in float32. A caller that adds the
/// change to the base has the base's numbers at hand, and hands them over: where the change is
/// computed from them, they are not read again, and no number takes a detour over bytes.
public interface ChangeReader extends TensorReader {
    /// Numbers of a base's tensor.
    ///
    /// @param base the base
    /// @param tensor its tensor, of a dtype that float32 holds exactly
    /// @param numbers the numbers from the element on that is asked for; 0 beyond its last row
    record Given(Checkpoint base, Tensor tensor, float[] numbers) {}

    /// Computes elements, bit for bit those that [#read] gives, except for which NaN it is.
    ///
    /// @param first the first element
    /// @param count how many
    /// @param given the base's numbers at the same places
    /// @param into receives the change
    /// @throws IOException as [#read] does
    void change(long first, int count, Given given, float[] into) throws IOException;
}
