using JwtExtended.MinimalApi.Sessions;

namespace JwtExtended.MinimalApi.Configuration;

/// <summary>The sessions of an app.</summary>
internal sealed record SessionServices
{
    /// <summary>Gets the recorded sessions.</summary>
    public required RecordedSessions Recorded { get; init; }

    /// <summary>Gets the handlers of the mapped endpoints.</summary>
    public required SessionEndpoints Endpoints { get; init; }

    /// <summary>Gets what sets the cookies of a login.</summary>
    public required LoginCookies Cookies { get; init; }

    /// <summary>Gets what ends the sessions in the cookies of a logout; <see langword="null"/> without cookies.</summary>
    public required LogoutCookies? LogoutCookies { get; init; }

    /// <summary>Gets what renews cookies with page views; <see langword="null"/> where that is off.</summary>
    public required CookieRenewal? Renewal { get; init; }

    /// <summary>Gets what exchanges a refresh token that an application hands over.</summary>
    public required TextRefresh TextRefresh { get; init; }

    /// <summary>Gets what refuses refresh cookies of another session.</summary>
    public required PlantedCookieCheck PlantedCookies { get; init; }

    /// <summary>Gets what exchanges the refresh token of a request.</summary>
    public required CookieRefresh CookieRefresh { get; init; }
}
