package org.taskvectors.checkpoint;

import org.taskvectors.file.Problem;

/// What can be wrong with a folder of weights or with files that are opened together. Each format
/// has problems of its own for what can be wrong inside a file.
public enum CheckpointProblem implements Problem {
    /// A temporary file of this program that a run left unfinished.
    UNFINISHED,
    /// A part of the work of several machines, which is no checkpoint before all are joined.
    PART,
    /// A folder without any weights.
    NO_WEIGHTS,
    /// A folder whose weights are in formats that this version does not read.
    OTHER_FORMAT,
    /// The index is not JSON, or has not the form of an index.
    INDEX_MALFORMED,
    /// A folder with several indices, none of which takes precedence.
    INDEX_AMBIGUOUS,
    /// A folder with several models, as several quantisations of one are.
    SEVERAL_MODELS,
    /// A shard's name leads out of the folder.
    SHARD_OUTSIDE,
    /// A shard that the index names, or that the numbers of the others call for, is absent.
    SHARD_ABSENT,
    /// Model-parallel parts that do not fit together, or of which it is not known how.
    PARTS_NOT_JOINED,
    /// A tensor that the index names is not in its shard.
    INDEXED_TENSOR_ABSENT,
    /// Empty tensors that stand for parameters; see [Placeholders].
    PLACEHOLDERS,
    /// No tensor of floating-point numbers, which are all that is measured.
    NO_FLOATING_POINT,
    /// More tensors than any model has; see [TensorCount].
    TOO_MANY_TENSORS,
    /// What describes the tensors does not fit into memory.
    OUT_OF_MEMORY,
    /// Two files hold a tensor of the same name.
    DUPLICATE_TENSOR,
    /// The checkpoint that should be a vector's base does not have its tensors.
    NOT_ITS_BASE
}
