package org.taskvectors.checkpoint;

import org.taskvectors.file.Problem;

/// What can be wrong with a folder of weights or with files that are opened together; what can be
/// wrong inside a file is its format's to say.
public enum CheckpointProblem implements Problem {
    /// A temporary file of this program that a run left unfinished.
    UNFINISHED,
    /// A folder without any weights.
    NO_WEIGHTS,
    /// A folder whose weights are in formats that this version does not read.
    OTHER_FORMAT,
    /// The index is not JSON, or not of the form that an index has.
    INDEX_MALFORMED,
    /// A folder with several indices, none of which goes first.
    INDEX_AMBIGUOUS,
    /// A folder with several models, as several quantisations of one are.
    SEVERAL_MODELS,
    /// A shard's name leads out of the folder.
    SHARD_OUTSIDE,
    /// A shard that the index names, or that the numbers of the others call for, is absent.
    SHARD_ABSENT,
    /// A tensor that the index names is not in its shard.
    INDEXED_TENSOR_ABSENT,
    /// Two files hold a tensor of the same name.
    DUPLICATE_TENSOR,
    /// What is said to be a vector's base has none of its tensors.
    NOT_ITS_BASE
}
