namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The values that an option accepts, from <see cref="Minimum"/> to <see cref="Maximum"/> inclusive.</summary>
internal sealed record OptionRange
{
    public OptionRange(int minimum, int maximum, string unit) => (Minimum, Maximum, Unit) = (minimum, maximum, " " + unit);

    public OptionRange(TimeSpan minimum, TimeSpan maximum, bool allowsInfinite = false) =>
        (Minimum, Maximum, Unit, AllowsInfinite) = (minimum, maximum, "", allowsInfinite);

    public IComparable Minimum { get; }

    public IComparable Maximum { get; }

    /// <summary>Whether <see cref="Timeout.InfiniteTimeSpan"/> is accepted where tokens may live forever.</summary>
    public bool AllowsInfinite { get; }

    /// <summary>What else the option accepts, to complete "Set 1 to 10, or ..."; <see langword="null"/> = nothing.</summary>
    public string? Alternative { get; init; }

    public bool IsDuration => Minimum is TimeSpan;

    private string Unit { get; }

    /// <summary>Checks a value.</summary>
    /// <returns>What is wrong with the value; <see langword="null"/> if nothing is.</returns>
    public string? Check(object value)
    {
        if (AllowsInfinite && value.Equals(Timeout.InfiniteTimeSpan))
            return null;
        if (Minimum.CompareTo(value) <= 0 && Maximum.CompareTo(value) >= 0)
            return null;
        return $"is {value}. Set {Minimum} to {Maximum}{Unit}{(Alternative is null ? "" : ", or ")}{Alternative}.";
    }
}
