namespace Conduit.Data;

internal enum SaveOutcome
{
    Saved,

    /// <summary>Another row has the value of a unique column.</summary>
    Taken,

    /// <summary>The row has been changed or deleted meanwhile, or one that it refers to has been deleted.</summary>
    Gone,
}
