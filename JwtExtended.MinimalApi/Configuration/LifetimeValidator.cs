namespace JwtExtended.MinimalApi.Configuration;

/// <summary>Validates the lifetimes against each other. The range of each is in <see cref="OptionTable"/>.</summary>
internal static class LifetimeValidator
{
    public static IEnumerable<string> Validate(JwtOptions options) =>
        [.. ValidateInfinite(options), .. ValidateSession(options), .. ValidateMaximum(options), .. ValidateRotation(options.Rotation)];

    private static IEnumerable<string> ValidateInfinite(JwtOptions options)
    {
        if (options.AllowNonExpiringTokens)
            return [];
        return OptionTable.Rows
            .Where(row => row.Range is { AllowsInfinite: true } && Equals(row.GetValue(options), Timeout.InfiniteTimeSpan))
            .Select(static row => $"{row.Name} is infinite. Set a finite lifetime, or set AllowNonExpiringTokens to true.");
    }

    private static IEnumerable<string> ValidateSession(JwtOptions options)
    {
        var (access, session) = (options.AccessTokenExpires, options.SessionExpires);
        if (session != Timeout.InfiniteTimeSpan && access > session)
            yield return $"SessionExpires is {session}, shorter than AccessTokenExpires ({access}). Tokens expire with their session: "
                + "increase SessionExpires or decrease AccessTokenExpires.";
    }

    private static IEnumerable<string> ValidateMaximum(JwtOptions options)
    {
        if (options.MaxTokenLifetime is not { } maximum || maximum == Timeout.InfiniteTimeSpan)
            yield break;
        if (options.AccessTokenExpires > maximum)
            yield return TooLong(nameof(options.AccessTokenExpires), options.AccessTokenExpires, maximum);
        if (options.RefreshTokenExpires > maximum)
            yield return TooLong(nameof(options.RefreshTokenExpires), options.RefreshTokenExpires, maximum);
    }

    private static IEnumerable<string> ValidateRotation(RotationOptions rotation)
    {
        if (rotation.LostAnswerWindow != TimeSpan.Zero && rotation.LostAnswerWindow < rotation.GraceWindow)
            yield return $"Rotation.LostAnswerWindow is {rotation.LostAnswerWindow}, shorter than Rotation.GraceWindow "
                + $"({rotation.GraceWindow}). Increase it, or set 0 for no second successor.";
    }

    private static string TooLong(string name, TimeSpan lifetime, TimeSpan maximum) =>
        $"{name} is {lifetime}, longer than MaxTokenLifetime ({maximum}). Increase MaxTokenLifetime or decrease {name}.";
}
