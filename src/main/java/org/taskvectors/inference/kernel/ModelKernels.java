package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import org.taskvectors.inference.Architecture.Activation;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Fused;

/// The loops of a model that runs. Activations are rows of float32, one row per token; weights are
/// BF16 or F32 in native memory. Sums are made in float32, each by one thread and in an order that
/// depends neither on the number of threads nor on how the work was cut. Any number of threads may
/// call the same kernels.
///
/// `xAt`, `yAt` and so on are where the first element lies; `xStride` and so on are the distance
/// from one token's row to the next one's.
public interface ModelKernels {
    /// Returns the kernels that are fastest on this processor.
    static ModelKernels best() {
        return Fused.IN_HARDWARE ? new VectorModelKernels() : new ScalarModelKernels();
    }

    /// Computes rows `firstRow` to `endRow` − 1 of `y[t][r] = Σ W[r][k] · x[t][k]`, for weights of
    /// rows × columns. Row r of the result is at `yAt + t · yStride + r`.
    void product(
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            int firstRow,
            int endRow);

    /// Computes columns `firstColumn` to `endColumn` − 1 of `y[t][c] = Σ x[t][k] · W[k][c]`, for
    /// weights of columns in × columns out (GPT-2's Conv1D). Column c of the result is at `yAt + t
    /// · yStride + c`.
    void productTransposed(
            Weights weights,
            float[] x,
            int xAt,
            int xStride,
            int tokens,
            float[] y,
            int yAt,
            int yStride,
            int firstColumn,
            int endColumn);

    /// Reads `count` weights from element `first` on, exactly: a row of an embedding, a norm.
    void decode(Weights weights, long first, int count, float[] y, int yAt);

    /// Writes numbers as BF16 (to nearest, ties to even) or F32.
    ///
    /// @param offset of the first in `memory`, in bytes
    void encode(float[] x, int xAt, int count, DType dtype, MemorySegment memory, long offset);

    /// y = x / sqrt(mean x² + ε) · (offset + weight), for one row; y may be x.
    void rmsNorm(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int count,
            float[] weight,
            float offset,
            float epsilon);

    /// y = (x − mean) / sqrt(variance + ε) · (offset + weight) + bias, for one row; y may be x.
    void layerNorm(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int count,
            float[] weight,
            float offset,
            float[] bias,
            float epsilon);

    /// Turns each of `heads` adjacent heads by the angles of one position, in place.
    ///
    /// @param cos of each pair's angle, headWidth / 2 of them from `tableAt` on
    /// @param sin of the same
    /// @param isInterleaved whether a pair is two neighbours, or one of each half
    void rope(
            float[] x,
            int xAt,
            int heads,
            int headWidth,
            float[] cos,
            float[] sin,
            int tableAt,
            boolean isInterleaved);

    /// x = activation(x).
    void activate(Activation activation, float[] x, int xAt, int count);

    /// gate = activation(gate) · up.
    void activateGated(
            Activation activation, float[] gate, int gateAt, float[] up, int upAt, int count);

    /// x = x + more.
    void add(float[] x, int xAt, float[] more, int moreAt, int count);

    /// x = x · factor.
    void scale(float[] x, int xAt, int count, float factor);

    /// x = cap · tanh(x / cap).
    void cap(float[] x, int xAt, int count, float cap);

    /// Attention of adjacent query heads that share one key head, causal: the token at position p
    /// sees the positions up to p that the rule's window holds. Keys and values of all of them must
    /// be in the cache, the tokens' own included.
    ///
    /// @param q the tokens' queries; a token's `heads` heads lie side by side
    /// @param heads how many query heads
    /// @param first position of the first token
    /// @param tokens how many tokens
    /// @param out the results, laid out as `q`
    void attention(
            AttentionRule rule,
            float[] q,
            int qAt,
            int qStride,
            int heads,
            int first,
            int tokens,
            KeyValues keyValues,
            float[] out,
            int outAt,
            int outStride);

    /// Returns the index, counted from `xAt`, of the largest number; the lowest among equals. NaN
    /// counts as less than anything; 0 where all are NaN.
    int argmax(float[] x, int xAt, int count);

    /// Returns the sums that turn logits into log-probabilities.
    LogSums logSums(float[] x, int xAt, int count);
}
