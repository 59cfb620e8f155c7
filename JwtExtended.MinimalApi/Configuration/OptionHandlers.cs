using JwtExtended.MinimalApi.Responses;
using JwtExtended.MinimalApi.Sessions;
using Microsoft.AspNetCore.Http;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The application's handlers, as the methods of <see cref="JwtOptions"/> have set them.</summary>
internal sealed class OptionHandlers
{
    public Dictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>> OnError { get; } = [];

    public Func<JwtErrorContext, ValueTask<IResult>>? OnAnyError { get; set; }

    public bool LegacyErrors { get; set; }

    public Func<JwtRefreshContext, ValueTask<TokenDescriptor?>>? OnRefresh { get; set; }

    public Func<JwtRefreshContext, ValueTask>? OnRefreshReused { get; set; }

    public Func<JwtAuthenticatedContext, ValueTask>? OnAuthenticated { get; set; }

    public RefreshHandlers ToRefreshHandlers() => new(OnRefresh, OnRefreshReused);

    public ErrorHandlers ToErrorHandlers() => new()
    {
        ByCode = new Dictionary<JwtErrorCode, Func<JwtErrorContext, ValueTask<IResult>>>(OnError),
        ForAll = OnAnyError,
        Legacy = LegacyErrors,
    };
}
