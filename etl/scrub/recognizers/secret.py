"""Secret by its maker's mark: AWS, OpenAI, Anthropic, GitHub, GitLab, Slack, Google, Stripe, ... and JWT.

Source: the makers' pages on their token formats, as gathered by GitHub's secret scanning and `detect-secrets`.
The strings in FINDS are made up.
"""

from etl.scrub.find.shape import START, Shape
from etl.scrub.recognizers._no_secret import is_secret

ENTITY = "SECRET"
_MARKS = """akia asia abia acca sk- sk_ pk_ rk_ whsec_ ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- gldt- glrt-
    glcbt- glptt- glft- glimt- glsoat- gloas- glagent- xox xapp- hooks.slack aiza gocspx- ya29. 1//0
    hf_ npm_ pypi- sg. key- eyj dop_v1_ dapi shpat_ shpca_ shppa_ shpss_ sq0 dckr_ lin_api_ gsk_ xai-
    r8_ pplx- hvs. atatt3 glsa_ sbp_ figd_ nrak- pmak- rubygems_ sntrys_ sntryu_ tfp_ nvapi- :aa
    age-secret /api/webhooks/ accountkey sharedaccess"""
_END = r"(?![A-Za-z0-9_-])"


class Recognizer(Shape):
    """A prefix and as many characters as its maker gives."""

    ENTITY = ENTITY
    SCREEN = tuple(_MARKS.split())
    SHAPES = (
        rf"""{START}(?:(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{{16}}|sk-(?:[a-z]{{2,8}}-)?(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{{18,256}}
        |gh[pousr]_[A-Za-z0-9]{{30,255}}|github_pat_[A-Za-z0-9_]{{22,255}}
        |gl(?:pat|dt|rt|cbt|ptt|ft|imt|soat|oas|agent)-[A-Za-z0-9_.-]{{20,70}}
        |xox[abcdeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{{10,255}}|xapp-[A-Za-z0-9-]{{10,255}}
        |AIza[A-Za-z0-9_-]{{35}}|GOCSPX-[A-Za-z0-9_-]{{20,40}}|ya29\.[A-Za-z0-9_-]{{20,400}}|1//0[A-Za-z0-9_-]{{40,200}}
        |(?:sk|pk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{{16,255}}|hf_[A-Za-z0-9]{{30,64}}|npm_[A-Za-z0-9]{{36}}
        |pypi-[A-Za-z0-9_-]{{50,255}}|SG\.[A-Za-z0-9_-]{{16,64}}\.[A-Za-z0-9_-]{{16,64}}|key-[0-9a-f]{{32}}
        |eyJ[A-Za-z0-9_-]{{8,}}\.eyJ[A-Za-z0-9_-]{{8,}}(?:\.[A-Za-z0-9_-]*)?){_END}""",
        rf"""{START}(?:dop_v1_[0-9a-f]{{64}}|dapi[0-9a-f]{{32}}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{{32}}
        |sq0[a-z]{{3}}-[A-Za-z0-9_-]{{22,43}}|dckr_pat_[A-Za-z0-9_-]{{20,60}}|lin_api_[A-Za-z0-9]{{30,60}}
        |gsk_[A-Za-z0-9]{{40,60}}|xai-[A-Za-z0-9]{{40,100}}|r8_[A-Za-z0-9]{{30,50}}|pplx-[A-Za-z0-9]{{40,60}}
        |hvs\.[A-Za-z0-9_-]{{24,120}}|ATATT3[A-Za-z0-9_=-]{{40,250}}|glsa_[A-Za-z0-9]{{32}}_[0-9a-f]{{8}}
        |sbp_[0-9a-f]{{40}}|figd_[A-Za-z0-9_-]{{36,60}}|NRAK-[A-Z0-9]{{27}}|PMAK-[0-9a-f]{{24}}-[0-9a-f]{{34}}
        |rubygems_[0-9a-f]{{48}}|sntry[su]_[A-Za-z0-9+/=_-]{{40,250}}|tfp_[A-Za-z0-9]{{40,60}}|nvapi-[A-Za-z0-9_-]{{40,80}}
        |\d{{8,10}}:AA[A-Za-z0-9_-]{{33}}|AGE-SECRET-KEY-1[A-Z0-9]{{58}}){_END}""",
        r"https://hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{20,120}",
        r"https://(?:\w{1,10}\.)?discord(?:app)?\.com/api/webhooks/\d{15,21}/[A-Za-z0-9_-]{60,80}",
        r"(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?P<value>[A-Za-z0-9+/=_%&;.-]{30,200})",
    )

    def valid(self, value: str) -> bool:
        """Whether it is not the maker's own `sk-xxxx`."""
        return is_secret(value)


FINDS = {
    "key AKIAIOSFODNN7EXAMPL3 leaked": ["AKIAIOSFODNN7EXAMPL3"],
    "用sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7試試": ["sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7"],
    "sk-mykeyaB3dE5fG7hI9jK1lM3nO5pQ7": ["sk-mykeyaB3dE5fG7hI9jK1lM3nO5pQ7"],
    "sk-ant-api03-Zx81kdkfjLLq0193jfkdjf": ["sk-ant-api03-Zx81kdkfjLLq0193jfkdjf"],
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a": ["ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
    "glpat-9xKq2LmN4pRs6tUv8wXy": ["glpat-9xKq2LmN4pRs6tUv8wXy"],
    "xoxb-123456789012-abcDEF": ["xoxb-123456789012-abcDEF"],
    "to https://hooks.slack.com/services/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 now": [
        "https://hooks.slack.com/services/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"
    ],
    "AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q": ["AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"],
    "secret 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": ["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"],
    "sk_live_4eC39HqLyjWDarjtT1zdp7dc": ["sk_live_4eC39HqLyjWDarjtT1zdp7dc"],
    "hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH": ["hf_aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgH"],
    "bot 123456789:AAF3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3x": [
        "123456789:AAF3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3x"
    ],
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln": ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"],
}
IGNORES = [
    "a sk-learn model",
    "sk-xxxxxxxxxxxxxxxxxxxxxxxx",
    "the sk-estimator-checks-for-common-tests page",
    "AKIA is a prefix",
    "task_livestream_of_the_whole_day",
    "npm_config_cache",
    "hf_hub_download(repo_id)",
]
