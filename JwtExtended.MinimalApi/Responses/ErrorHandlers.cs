using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Responses;

/// <summary>The application's own responses, as <c>OnError</c> and <c>UseLegacyErrors</c> set them.</summary>
internal sealed record ErrorHandlers
{
    public IReadOnlyDictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>> ByCode { get; init; } =
        new Dictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>>();

    public Func<JwtErrorContext, ValueTask<IResult>>? ForAll { get; init; }

    public bool Legacy { get; init; }

    /// <summary>Finds the handler of an error code.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The handler of this code, else the one for all codes, else <see langword="null"/>.</returns>
    public Func<JwtErrorContext, ValueTask<IResult>>? For(JwtErrorCode code) => ByCode.GetValueOrDefault(code) ?? ForAll;
}
