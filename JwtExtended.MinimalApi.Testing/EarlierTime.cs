namespace JwtExtended.MinimalApi.Testing;

/// <summary>A clock that is behind another one.</summary>
internal sealed class EarlierTime(TimeProvider time, TimeSpan behind) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => time.GetUtcNow() - behind;
}
