-- The rules in force and their history. Each row: what, for whom, for which amounts, how much,
-- on which article, from when to when.
INSERT INTO law.rule (key, law, kind, band, value, unit, article, valid, note_ko, note_en) VALUES
-- 입찰공고기간: days counted back from the day before the deadline.
('notice_period','any','goods','[0,)',7,'days','국가계약법 시행령 제35조제1항','[2006-01-01,)','입찰서 제출마감일 전일부터 기산하여 7일 전','Seven days counted back from the day before the deadline'),
('notice_period','any','services','[0,)',7,'days','국가계약법 시행령 제35조제1항','[2006-01-01,)','입찰서 제출마감일 전일부터 기산하여 7일 전','Seven days counted back from the day before the deadline'),
('notice_period','any','works','[0,1000000000)',7,'days','국가계약법 시행령 제35조제3항','[2006-01-01,)','추정가격 10억원 미만 공사','Works under 1 billion won'),
('notice_period','any','works','[1000000000,5000000000)',15,'days','국가계약법 시행령 제35조제3항','[2006-01-01,)','추정가격 10억원 이상 50억원 미만 공사','Works of 1 to 5 billion won'),
('notice_period','any','works','[5000000000,8800000000)',30,'days','국가계약법 시행령 제35조제3항','[2006-01-01,)','추정가격 50억원 이상 고시금액 미만 공사','Works from 5 billion won to the notified amount'),
('notice_period','any','works','[8800000000,)',40,'days','국가계약법 시행령 제35조제3항','[2006-01-01,)','고시금액 이상 공사','Works from the notified amount'),
('notice_period_negotiated','state','any','[0,)',40,'days','국가계약법 시행령 제43조제4항','[2006-01-01,)','협상에 의한 계약(국가)','Negotiated contract, state'),
('notice_period_negotiated','local','any','[0,100000000)',10,'days','지방계약법 시행령 제43조; 낙찰자 결정기준 제7장','[2006-01-01,)','협상, 1억원 미만','Negotiated, under 100 million won'),
('notice_period_negotiated','local','any','[100000000,1000000000)',20,'days','지방계약법 시행령 제43조; 낙찰자 결정기준 제7장','[2006-01-01,)','협상, 1억원 이상 10억원 미만','Negotiated, 100 million to 1 billion won'),
('notice_period_negotiated','local','any','[1000000000,)',40,'days','지방계약법 시행령 제43조; 낙찰자 결정기준 제7장','[2006-01-01,)','협상, 10억원 이상','Negotiated, from 1 billion won'),
('notice_period_urgent','any','any','[0,)',5,'days','국가계약법 시행령 제35조제4항','[2006-01-01,)','긴급입찰·재공고','Urgent tender or re-notice'),
('notice_period_urgent_negotiated','any','any','[0,)',10,'days','국가계약법 시행령 제43조제4항 단서','[2006-01-01,)','긴급 협상계약','Urgent negotiated contract'),
('base_amount_days','any','any','[0,)',5,'days','지방자치단체 입찰 및 계약 집행기준 제2장','[2006-01-01,)','기초금액은 개찰일 5일 전까지 공개','The base amount is public five days before'),
('notified_amount','state','goods','[0,)',230000000,'won','기획재정부 고시 제2026-439호','[2026-01-08,)','고시금액(물품·용역)','Notified amount, goods and services'),
('notified_amount','state','services','[0,)',230000000,'won','기획재정부 고시 제2026-439호','[2026-01-08,)','고시금액(물품·용역)','Notified amount, goods and services'),
('notified_amount','state','works','[0,)',8800000000,'won','기획재정부 고시 제2026-439호','[2026-01-08,)','고시금액(공사)','Notified amount, works'),
-- 수의계약 한도 (추정가격).
('private_limit','any','goods','[0,)',100000000,'won','국가계약법 시행령 제26조제1항제5호','[2021-07-06,)','소기업·소상공인과의 계약','Contracts with small and micro firms'),
('private_limit','any','services','[0,)',100000000,'won','국가계약법 시행령 제26조제1항제5호','[2021-07-06,)','소기업·소상공인과의 계약','Contracts with small and micro firms'),
('private_limit','any','goods','[0,)',50000000,'won','국가계약법 시행령 제26조제1항제5호','[2006-01-01,2021-07-06)','추정가격 5천만원 이하','An estimate of 50 million won or less'),
('private_limit','any','services','[0,)',50000000,'won','국가계약법 시행령 제26조제1항제5호','[2006-01-01,2021-07-06)','추정가격 5천만원 이하','An estimate of 50 million won or less'),
('private_limit','any','works','[0,)',200000000,'won','국가계약법 시행령 제26조제1항제5호','[2006-01-01,2021-07-06)','종합공사 2억원 이하','General works up to 200 million won'),
('private_limit','any','works','[0,)',400000000,'won','국가계약법 시행령 제26조제1항제5호','[2021-07-06,)','종합공사','General works'),
('private_limit_innovation','any','any','[0,)',999999999999999,'won','국가계약법 시행령 제26조제1항제5호바목; 조달사업법 제27조','[2020-05-27,)','혁신제품: 금액 제한 없이 수의계약','Innovative products: private contract whatever the amount'),
-- 다수공급자계약 2단계경쟁.
('two_stage_threshold','any','any','[0,)',50000000,'won','물품 다수공급자계약 2단계경쟁 업무처리기준 제3조','[2016-01-01,)','1회 납품요구 대상금액 5천만원 이상','Single orders from 50 million won'),
('two_stage_threshold_sme','any','any','[0,)',100000000,'won','물품 다수공급자계약 2단계경쟁 업무처리기준 제3조','[2016-01-01,)','중소기업자간 경쟁제품·중소기업 제조물품 1억원 이상','SME-made goods from 100 million won'),
-- 조달수수료 (단가계약), 구간별 누진.
('fee_unit_price','any','any','[0,1000000000)',0.0054,'ratio','조달사업법 시행규칙 제8조; 조달수수료 고시','[2020-01-01,)','10억원 이하','Up to 1 billion won'),
('fee_unit_price','any','any','[1000000000,10000000000)',0.0047,'ratio','조달사업법 시행규칙 제8조; 조달수수료 고시','[2020-01-01,)','10억원 초과 100억원 이하','1 to 10 billion won'),
('fee_unit_price','any','any','[10000000000,)',0.0037,'ratio','조달사업법 시행규칙 제8조; 조달수수료 고시','[2020-01-01,)','100억원 초과','Above 10 billion won'),
-- 지체상금.
('late_damages_daily','any','goods','[0,)',0.00075,'ratio','국가계약법 시행규칙 제75조','[2018-12-04,)','물품: 1일 0.075%','Goods: 0.075 % a day'),
('late_damages_daily','any','goods','[0,)',0.0015,'ratio','국가계약법 시행규칙 제75조','[2006-01-01,2018-12-04)','물품: 1일 0.15%','Goods: 0.15 % a day'),
('late_damages_daily','any','services','[0,)',0.00125,'ratio','국가계약법 시행규칙 제75조','[2018-12-04,)','용역·수리·임대: 1일 0.125%','Services, repair, rental: 0.125 % a day'),
('late_damages_daily','any','works','[0,)',0.0005,'ratio','국가계약법 시행규칙 제75조','[2018-12-04,)','공사: 1일 0.05%','Works: 0.05 % a day'),
('late_damages_cap','any','any','[0,)',0.3,'ratio','국가계약법 시행령 제74조제3항','[2018-12-04,)','계약금액의 30%','30 % of the contract amount'),
-- 기한.
('inspection_days','any','any','[0,)',14,'days','국가계약법 시행령 제55조제1항','[2006-01-01,)','납품 통지일부터 14일 이내','Within 14 days of the delivery notice'),
('payment_days','any','any','[0,)',5,'business_days','국가계약법 시행령 제58조제1항','[2009-01-01,)','청구일부터 5일 이내(공휴일·토요일 제외)','Within five business days of the claim'),
('accept_days','any','any','[0,)',3,'business_days','물품 다수공급자계약 특수조건 제12조','[2016-01-01,)','납품요구 통지 후 3영업일 이내 응답','The supplier answers within three business days'),
-- 혁신제품 지정.
('designation_years','any','any','[0,)',3,'years','혁신제품 지정·관리규정 제16조','[2020-05-27,)','지정 유효기간 3년','A designation holds for three years'),
('designation_extension_first','any','any','[0,)',1,'years','혁신제품 지정·관리규정 제17조','[2023-01-01,)','1차 연장 1년','First extension: one year'),
('designation_extension_second','any','any','[0,)',2,'years','혁신제품 지정·관리규정 제17조','[2023-01-01,)','2차 연장 2년','Second extension: two years'),
('designation_min_trl','any','any','[0,)',7,'count','혁신제품 지정·관리규정 제5조','[2020-05-27,)','기술성숙도 7단계 이상','Technology readiness level 7 or above'),
('designation_pass_mark','any','any','[0,)',70,'count','혁신제품 지정·관리규정 제12조','[2020-05-27,)','종합점수 70점 이상','A total of 70 points or more'),
('designation_floor','any','any','[0,)',60,'count','혁신제품 지정·관리규정 제12조','[2026-01-01,)','공공성·혁신성 각 배점의 60% 이상','At least 60 % of the points in public benefit and in innovation each'),
('venture_years','any','any','[0,)',5,'years','벤처나라 등록 물품·서비스 지정 관리규정 제9조','[2016-10-01,2024-06-03)','지정기간 3년, 연장 2년','Three years and an extension of two'),
('venture_years','any','any','[0,)',6,'years','벤처나라 등록 물품·서비스 지정 관리규정 제9조','[2024-06-03,)','지정기간 3년, 연장 3년','Three years and an extension of three');
