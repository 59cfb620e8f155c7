namespace JwtExtended.MinimalApi.Tokens;

/// <summary>A call of a handler was refused. Where nothing catches it, the app's pipeline responds with the refusal.</summary>
internal sealed class RefusalException(Refusal refusal, string message) : InvalidOperationException(message)
{
    public Refusal Refusal { get; } = refusal;
}
