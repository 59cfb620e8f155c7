using System.Diagnostics.CodeAnalysis;

namespace JwtExtended.MinimalApi.Tokens;

/// <summary>Either a value or a refusal. The default is neither, and never counts as a value.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
internal readonly struct Outcome<T>
    where T : class
{
    public Outcome(T value) => Value = value;

    public Outcome(Refusal refusal) => Refusal = refusal;

    public T? Value { get; }

    public Refusal? Refusal { get; }

    /// <summary>Returns the value or the refusal.</summary>
    /// <param name="value">The value, when there is one.</param>
    /// <param name="refusal">The refusal, when there is no value.</param>
    /// <returns><see langword="true"/> if there is a value; otherwise <see langword="false"/>.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        value = Value;
        refusal = Refusal;
        return value is not null;
    }
}
